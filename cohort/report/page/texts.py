"""Every word on the page that is not the story's, in English and Japanese.

Braces are filled in the browser. Sentences are written for readers of a plan, not for modellers.
"""

from __future__ import annotations

from cohort.text import Text

TEXTS: dict[str, Text] = {
    # frame
    "skip": Text("Skip to the results", "結果へ移動"),
    "language": Text("Language", "言語"),
    "date": Text("Figures up to {date}", "{date}までの資料による"),
    "answer": Text("Answer", "答え"),
    "noscript": Text(
        "This page needs JavaScript to calculate.", "このページの計算には JavaScript が必要です。"
    ),
    # verdict
    "met": Text("Met", "達成"),
    "below": Text("Falls short", "届かない"),
    "above": Text("Above", "上回る"),
    "agrees": Text("agrees", "一致"),
    "differs": Text("differs", "一致しない"),
    "no_outlook": Text("{year}: {value} residents.", "{year}年の人口は{value}人です。"),
    "sentence_short": Text(
        "{year}: {value} residents, {difference} fewer than the outlook of {said}.",
        "{year}年の人口は{value}人。展望の{said}まで{difference}人の差が生じる見込みです。",
    ),
    "sentence_over": Text(
        "{year}: {value} residents, {difference} more than the outlook of {said}.",
        "{year}年の人口は{value}人。展望の{said}を{difference}人上回ります。",
    ),
    "sentence_exact": Text(
        "{year}: {value} residents, just the outlook of {said}.",
        "{year}年の人口は{value}人。展望の{said}と同じです。",
    ),
    "sentence_within": Text(
        "{year}: {value} residents, within the outlook of {said}.",
        "{year}年の人口は{value}人。展望の{said}の範囲内です。",
    ),
    "sentence_other": Text(
        "{label} in {year}: {value}; the outlook is {said} ({verdict}).",
        "{year}年の{label}は{value}。展望は{said}（{verdict}）。",
    ),
    "sentence_published": Text(
        "{label} in {year}: {value}; published: {said} ({verdict}).",
        "{year}年の{label}は{value}。公表値は{said}（{verdict}）。",
    ),
    "lost": Text("It falls short from {year} on.", "展望を下回るのは{year}年からです。"),
    "lost_never": Text("It is below from the start.", "はじめから展望を下回っています。"),
    "lost_later": Text("It is lost later, in {year}.", "その後、{year}年に下回ります。"),
    "lost_above": Text("The outlook is exceeded from {year} on.", "{year}年から展望を上回ります。"),
    "lost_never_above": Text("It is above from the start.", "はじめから展望を上回っています。"),
    "lost_later_above": Text("It is exceeded later, in {year}.", "その後、{year}年に上回ります。"),
    "holds": Text(
        "It still holds in {year}, where the projection ends.", "推計の最終年{year}年まで保たれます。"
    ),
    "failed_negative": Text(
        "This cannot happen: in {year} more people of some age would leave than live there. Choose a smaller net loss.",
        "この設定では、{year}年に、ある年齢で住んでいる人より多くの人が転出することになります。転出超過を小さくしてください。",
    ),
    "failed_factor": Text(
        "No age pattern of migration gives this net total in {year}. Choose another net migration.",
        "{year}年の転入超過数をこの値にできる年齢構成がありません。別の値にしてください。",
    ),
    # settings
    "settings": Text("Settings", "設定"),
    "start_from": Text("Start from", "もとにするシナリオ"),
    "value_in": Text("residents in {year}", "{year}年の人口"),
    "more": Text("Other readings ({count})", "別の解釈（{count}）"),
    "tfr": Text("Total fertility rate", "合計特殊出生率"),
    "tfr_hint": Text("births per woman, as published", "公表値と同じ尺度"),
    "net": Text("Net migration a year", "年間の転入超過数"),
    "net_hint": Text("people moving in minus moving out", "転入－転出（△は転出超過。入力は－）"),
    "year": Text("Reached in", "目標に達する年"),
    "year_hint": Text("values go there in a straight line", "その年まで直線で変わります"),
    "after": Text("What follows for migration", "その後の移動"),
    "hold": Text("the number stays", "人数を保つ"),
    "hold_rates": Text("the rates stay", "率を保つ"),
    "exact": Text("{label}, exact value", "{label}（数値で入力）"),
    "as_scenario": Text("as in the scenario", "シナリオのまま"),
    "changed": Text("changed", "変更"),
    "reset": Text("Back to the scenario", "シナリオに戻す"),
    "unavailable": Text("not in this scenario", "このシナリオでは使えません"),
    "year_value": Text("{value}", "{value}年"),
    # what is set, in a sentence
    "setting_base": Text("Scenario: {title}.", "シナリオ：{title}。"),
    "setting_from": Text("Based on: {title}.", "もと：{title}。"),
    "setting_tfr": Text("Fertility {value} from {year}.", "出生率 {value}（{year}年～）。"),
    "setting_net": Text(
        "Net migration {value} a year in {year}, then {after}.",
        "転入超過 年{value}人（{year}年）、以後{after}。",
    ),
    "takes": Text("What it would take", "展望の実現に必要なこと"),
    # goal-seek
    "goal": Text("What would it take?", "何があれば届くか"),
    "goal_target": Text("Residents", "目標人口"),
    "goal_year": Text("In the year", "目標年"),
    "goal_button": Text("What reaches {target}?", "{target}人に届く条件を求める"),
    "goal_net": Text(
        "Net migration of {value} a year from {year}, with fertility as set.",
        "出生率を今の設定のままにすると、{year}年から転入超過 年{value}人。",
    ),
    "goal_tfr": Text(
        "A fertility rate of {value} from {year}, with migration as set.",
        "移動を今の設定のままにすると、{year}年から出生率 {value}。",
    ),
    "goal_none_net": Text(
        "By migration alone it is not reached in the range of {low} to {high} a year: at most {reached}.",
        "移動だけでは、年{low}～{high}人の範囲で最大{reached}人です。",
    ),
    "goal_none_tfr": Text(
        "By fertility alone it is not reached in the range of {low} to {high}: at most {reached}.",
        "出生率だけでは、{low}～{high}の範囲で最大{reached}人です。",
    ),
    "goal_easy_net": Text(
        "Reached at every net migration in the allowed range, down to {low}.",
        "範囲内のどの転入超過数（年{low}人まで）でも届きます。",
    ),
    "goal_easy_tfr": Text(
        "Reached at every fertility rate in the allowed range, down to {low}.",
        "範囲内のどの出生率（{low}まで）でも届きます。",
    ),
    "goal_bad": Text(
        "Give a number of residents and a year from {low} to {high}.",
        "人口と、{low}～{high}年の年を入れてください。",
    ),
    "use_net": Text("Set this migration", "この移動にする"),
    "use_tfr": Text("Set this fertility rate", "この出生率にする"),
    # results
    "results": Text("Results", "結果"),
    "current": Text("Current setting", "今の設定"),
    "compare": Text("Compare with", "比べるシナリオ"),
    "compare_none": Text("nothing", "比べない"),
    "total": Text("Total population", "総人口"),
    "total_alt": Text(
        "Line chart of the total population from {first} to {last}. {verdict} The table below the chart holds the numbers.",
        "{first}年から{last}年までの総人口の折れ線グラフ。{verdict}数値はグラフの下の表にあります。",
    ),
    "outlook": Text("Outlook {target}", "展望 {target}"),
    "observed": Text("Observed", "実績"),
    "published": Text("Published: ", "公表値："),
    "comma": Text(",", "、"),
    "shown": Text("Year shown", "表示する年"),
    "pyramid": Text("By age and sex, {year}", "年齢・男女別人口（{year}年）"),
    "pyramid_alt": Text(
        "Population pyramid of {year}: {young} aged 0-14, {middle} aged 15-64, {old} aged 65 and over.",
        "{year}年の人口ピラミッド。0～14歳{young}人、15～64歳{middle}人、65歳以上{old}人。",
    ),
    "male": Text("Male", "男"),
    "female": Text("Female", "女"),
    "classes": Text("Three age classes", "年齢3区分"),
    "classes_alt": Text(
        "Stacked areas of three age classes. In {year}: {young} aged 0-14, {middle} aged 15-64, {old} aged 65 and over.",
        "年齢3区分の積み上げ図。{year}年は0～14歳{young}人、15～64歳{middle}人、65歳以上{old}人。",
    ),
    "class_0_14": Text("0-14", "0～14歳"),
    "class_15_64": Text("15-64", "15～64歳"),
    "class_65": Text("65+", "65歳以上"),
    "launch_outline": Text("{year}", "{year}年"),
    "figures": Text("Key figures, {year}", "主な指標（{year}年）"),
    "measure": Text("Measure", "指標"),
    "difference": Text("Difference", "差"),
    "net_year": Text("Net migration in the year", "その年の転入超過数"),
    "births_year": Text("Births in the year", "その年の出生数"),
    "deaths_year": Text("Deaths in the year", "その年の死亡数"),
    "tfr_year": Text("Total fertility rate", "合計特殊出生率"),
    "table": Text("The numbers as a table", "数値を表で見る"),
    "csv": Text("Download CSV", "CSV を保存"),
    "png": Text("Save picture (PNG)", "画像を保存（PNG）"),
    "png_of": Text("Save picture (PNG): {label}", "画像を保存（PNG）：{label}"),
    "share": Text("{value} %", "{value}%"),
    "points": Text("{value} pt", "{value}ポイント"),
    "how": Text(
        "Cohort-component projection, calculated in this file on this machine: nothing is sent anywhere. "
        "Settings stay in the address, so a copied link or a bookmark brings them back.",
        "コーホート要因法による推計です。計算はこのファイルの中だけで行い、どこにも送信しません。設定はアドレス欄に残るので、リンクやブックマークで同じ画面を開けます。",
    ),
    "sources": Text("Sources", "出典"),
}
