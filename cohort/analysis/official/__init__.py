"""The official Japanese method, whole: what every city's population vision prints."""

from cohort.analysis.official.difference import difference_from_published
from cohort.analysis.official.forced import forced_totals
from cohort.analysis.official.influence import Influence, Thresholds, degree_of_influence
from cohort.analysis.official.outcome import outcome
from cohort.analysis.official.peak import Peak, peak
from cohort.analysis.official.stages import stages_of_decline
from cohort.analysis.official.vision import OfficialVision, official
from cohort.arguments import at_the_door

at_the_door(globals())
