"""Every word on the page, in English and Japanese.

Braces are filled in the browser. Sentences are written for readers of a plan, not for modellers.
"""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    # frame
    "title": ("Does the outlook hold?", "人口の展望は実現できるか"),
    "title_plain": ("Population by scenario", "シナリオ別の将来人口"),
    "skip": ("Skip to the results", "結果へ移動"),
    "language": ("Language", "言語"),
    "answer": ("Answer", "答え"),
    "noscript": ("This page needs JavaScript to calculate.", "このページの計算には JavaScript が必要です。"),
    # verdict
    "met": ("Met", "達成"),
    "not_met": ("Not met", "未達"),
    "no_outlook": ("{year}: {value} residents.", "{year}年の人口は{value}人です。"),
    "sentence_short": (
        "{year}: {value} residents, {difference} fewer than the outlook of {about}{target}.",
        "{year}年の人口は{value}人。展望の{about}{target}人に{difference}人足りません。",
    ),
    "sentence_over": (
        "{year}: {value} residents, {difference} more than the outlook of {about}{target}.",
        "{year}年の人口は{value}人。展望の{about}{target}人を{difference}人上回ります。",
    ),
    "sentence_exact": (
        "{year}: {value} residents, just the outlook of {about}{target}.",
        "{year}年の人口は{value}人。展望の{about}{target}人と同じです。",
    ),
    "sentence_other": (
        "{label} in {year}: {value}; the outlook is {bound} ",
        "{year}年の{label}は{value}。展望は{bound}",
    ),
    "other_met": ("(Met)", "（達成）"),
    "other_not_met": ("(Not met)", "（未達）"),
    "at_least": ("at least {target}", "{target}以上"),
    "at_most": ("at most {target}", "{target}以下"),
    "about": ("about {target}", "約{target}"),
    "about_word": ("about ", "約"),
    "lost": ("The outlook is lost in {year}.", "展望を下回るのは{year}年です。"),
    "lost_never": ("It is below from the start.", "はじめから展望を下回っています。"),
    "lost_later": ("It is lost later, in {year}.", "その後、{year}年に下回ります。"),
    "lost_above": ("The outlook is exceeded from {year} on.", "{year}年から展望を上回ります。"),
    "lost_never_above": ("It is above from the start.", "はじめから展望を上回っています。"),
    "lost_later_above": ("It is exceeded later, in {year}.", "その後、{year}年に上回ります。"),
    "holds": ("It still holds in {year}, where the projection ends.", "推計の最終年{year}年まで保たれます。"),
    "failed_negative": (
        "This cannot happen: in {year} more people of some age would leave than live there. Choose a smaller net loss.",
        "この設定は成り立ちません。{year}年に、ある年齢で住んでいる人より多くの人が転出することになります。転出超過を小さくしてください。",
    ),
    "failed_factor": (
        "No age pattern of migration gives this net total in {year}. Choose another net migration.",
        "{year}年の転入超過数をこの値にできる年齢構成がありません。別の値にしてください。",
    ),
    # settings
    "settings": ("Settings", "設定"),
    "start_from": ("Start from", "もとにするシナリオ"),
    "value_in": ("residents in {year}", "{year}年の人口"),
    "more": ("Other readings ({count})", "別の解釈（{count}）"),
    "tfr": ("Total fertility rate", "合計特殊出生率"),
    "tfr_hint": ("births per woman, as published", "公表値と同じ尺度"),
    "net": ("Net migration a year", "年間の転入超過数"),
    "net_hint": ("people moving in minus moving out", "転入－転出（マイナスは転出超過）"),
    "year": ("Reached in", "目標に達する年"),
    "year_hint": ("values go there in a straight line", "その年まで直線で変わります"),
    "after": ("What follows for migration", "その後の移動"),
    "hold": ("the number stays", "人数を保つ"),
    "hold_rates": ("the rates stay", "率を保つ"),
    "exact": ("{label}, exact value", "{label}（数値で入力）"),
    "as_scenario": ("as in the scenario", "シナリオのまま"),
    "changed": ("changed", "変更"),
    "reset": ("Back to the scenario", "シナリオに戻す"),
    "unavailable": ("not in this scenario", "このシナリオでは使えません"),
    "year_value": ("{value}", "{value}年"),
    # what is set, in a sentence
    "setting_base": ("Scenario: {title}.", "シナリオ：{title}。"),
    "setting_from": ("Based on: {title}.", "もと：{title}。"),
    "setting_tfr": ("Fertility {value} from {year}.", "出生率 {value}（{year}年～）。"),
    "setting_net": (
        "Net migration {value} a year in {year}, then {after}.",
        "転入超過 年{value}人（{year}年）、以後{after}。",
    ),
    # goal-seek
    "goal": ("What would reach it?", "何があれば届くか"),
    "goal_target": ("Residents", "目標人口"),
    "goal_year": ("In the year", "目標年"),
    "goal_button": ("What reaches {target}?", "{target}人に届く条件を求める"),
    "goal_net": (
        "Net migration of {value} a year from {year}, with fertility as set.",
        "出生率を今の設定のままにすると、{year}年から転入超過 年{value}人。",
    ),
    "goal_tfr": (
        "A fertility rate of {value} from {year}, with migration as set.",
        "移動を今の設定のままにすると、{year}年から出生率 {value}。",
    ),
    "goal_none_net": (
        "By migration alone: no solution in the allowed range ({low} to {high} a year). At most {reached}.",
        "移動だけでは、範囲内（年{low}～{high}人）に解がありません。最大で{reached}人です。",
    ),
    "goal_none_tfr": (
        "By fertility alone: no solution in the allowed range ({low} to {high}). At most {reached}.",
        "出生率だけでは、範囲内（{low}～{high}）に解がありません。最大で{reached}人です。",
    ),
    "goal_easy_net": (
        "Reached at every net migration in the allowed range, down to {low}.",
        "範囲内のどの転入超過数（年{low}人まで）でも届きます。",
    ),
    "goal_easy_tfr": (
        "Reached at every fertility rate in the allowed range, down to {low}.",
        "範囲内のどの出生率（{low}まで）でも届きます。",
    ),
    "goal_bad": (
        "Give a number of residents and a year from {low} to {high}.",
        "人口と、{low}～{high}年の年を入れてください。",
    ),
    "use_net": ("Set this migration", "この移動にする"),
    "use_tfr": ("Set this fertility rate", "この出生率にする"),
    # results
    "results": ("Results", "結果"),
    "current": ("Current setting", "今の設定"),
    "compare": ("Compare with", "比べるシナリオ"),
    "compare_none": ("nothing", "比べない"),
    "total": ("Total population", "総人口"),
    "total_alt": (
        "Line chart of the total population from {first} to {last}. {verdict} The table below the chart holds the numbers.",
        "{first}年から{last}年までの総人口の折れ線グラフ。{verdict}数値はグラフの下の表にあります。",
    ),
    "outlook": ("Outlook {target}", "展望 {target}"),
    "observed": ("Observed", "実績"),
    "others": ("Other scenarios", "ほかのシナリオ"),
    "published": ("Published: ", "公表値："),
    "comma": (",", "、"),
    "shown": ("Year shown", "表示する年"),
    "pyramid": ("By age and sex, {year}", "年齢・男女別人口（{year}年）"),
    "pyramid_alt": (
        "Population pyramid of {year}: {young} aged 0-14, {middle} aged 15-64, {old} aged 65 and over.",
        "{year}年の人口ピラミッド。0～14歳{young}人、15～64歳{middle}人、65歳以上{old}人。",
    ),
    "male": ("Male", "男"),
    "female": ("Female", "女"),
    "classes": ("Three age classes", "年齢3区分"),
    "classes_alt": (
        "Stacked areas of three age classes. In {year}: {young} aged 0-14, {middle} aged 15-64, {old} aged 65 and over.",
        "年齢3区分の積み上げ図。{year}年は0～14歳{young}人、15～64歳{middle}人、65歳以上{old}人。",
    ),
    "class_0_14": ("0-14", "0～14歳"),
    "class_15_64": ("15-64", "15～64歳"),
    "class_65": ("65+", "65歳以上"),
    "launch_outline": ("{year}", "{year}年"),
    "figures": ("Key figures, {year}", "主な指標（{year}年）"),
    "measure": ("Measure", "指標"),
    "difference": ("Difference", "差"),
    "net_year": ("Net migration in the year", "その年の転入超過数"),
    "births_year": ("Births in the year", "その年の出生数"),
    "deaths_year": ("Deaths in the year", "その年の死亡数"),
    "tfr_year": ("Total fertility rate", "合計特殊出生率"),
    "table": ("The numbers as a table", "数値を表で見る"),
    "csv": ("Download CSV", "CSV を保存"),
    "png": ("Save picture (PNG)", "画像を保存（PNG）"),
    "png_of": ("Save picture (PNG): {label}", "画像を保存（PNG）：{label}"),
    "share": ("{value} %", "{value}%"),
    "points": ("{value} pt", "{value}ポイント"),
    "how": (
        "Cohort-component projection, calculated in this file on this machine: nothing is sent anywhere. Settings are kept in "
        "the address, so a copied link or a bookmark brings them back.",
        "コーホート要因法による推計です。計算はこのファイルの中だけで行い、どこにも送信しません。設定はアドレス欄に残るので、"
        "リンクやブックマークで同じ画面を開けます。",
    ),
    "sources": ("Sources", "出典"),
}
