"""Damaged and hostile contracts: refused with the key at fault, whatever they try to reach."""

import os
import shutil
from pathlib import Path

import pytest

from dagster_project.ingest.check import check_wave, describe_findings
from dagster_project.ingest.municipalities import read_known_names, resolve_municipality
from dagster_project.settings import Settings
from tests.exports import REFERENCE, made_up_rows, write_wave
from tests.ingest.damage import (
    Case,
    Damage,
    contract_text,
    judge,
    linked,
    loaded_rows,
    refused,
    with_contract,
)

OVERFLOWING = "\n".join(
    ["a0: &a0 [x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10))]
)


def neighbour(folder: Path) -> None:
    write_wave(folder.parent, 2007)


def other(name: str) -> Damage:
    """Write a file where another one was, or beside it."""

    def damage(folder: Path) -> None:
        neighbour(folder)
        with_contract(export__file=name)(folder)

    return damage


def pipe(folder: Path) -> None:
    (folder / "svar.csv").unlink()
    os.mkfifo(folder / "svar.csv")


def folder_of_that_name(folder: Path) -> None:
    (folder / "svar.csv").unlink()
    (folder / "svar.csv").mkdir()


def linked_folder(folder: Path) -> None:
    shutil.move(folder, folder.parent / "elsewhere")
    folder.symlink_to("elsewhere")


def megabytes(folder: Path) -> None:
    os.truncate(folder / "wave.yml", 2_000_000)


CONTRACTS = [
    refused("a path to another wave", other("../2007/svar.csv"), "key 'export.file'", "not a path"),
    refused("an absolute path", other("/etc/passwd"), "key 'export.file': found '/etc/passwd'", "not a path"),
    refused("a path through its own folder", other("./../2008/svar.csv"), "not a path"),
    refused("the folder above", other(".."), "found '..'", "expected the name of a file"),
    refused("a name of a hidden file", other(".svar.csv"), "found '.svar.csv'", "those that begin with . or ~$ are passed over"),
    refused("a null in a name", with_contract(export__file="svar.csv\0"), "key 'export.file'", r"svar.csv\x00"),
    refused("a name that is too long", with_contract(export__file="s" * 5000), "at most 200 characters"),
    refused("a mistyped name", with_contract(export__file="svar.cvs"), "(did you mean 'svar.csv'?)"),
    refused("a link for an export", linked("svar.csv"), "svar.csv: expected a file, not a link to one"),
    refused("a link for a contract", linked("wave.yml"), "wave.yml: expected a file, not a link to one"),
    refused("a link for a folder", linked_folder, "expected a folder, not a link to one"),
    refused("a pipe for an export", pipe, "svar.csv: expected a file"),
    refused("a folder for an export", folder_of_that_name, "svar.csv: expected a file"),
    refused("two megabytes", megabytes, "found '2.0 MB', expected a file of at most 0.1 MB"),
    refused("aliases of aliases", contract_text(lambda old: f"{OVERFLOWING}\n{old}"), "expected YAML", "*a0"),
    refused("a tag", contract_text(lambda old: old + 'x: !!python/object/apply:os.system ["true"]\n'), "python/object"),
    refused("a key twice", contract_text(lambda old: old + "survey_year: 2007\n"), "twice: survey_year"),
    refused("a thousand brackets", contract_text(lambda old: old + "x: " + "[" * 5000), "expected YAML"),
    refused("a day that is none", contract_text(lambda old: old.replace("2008-04-01", "2008-04-31")),
            "key 'fielding.opens': found '2008-04-31', expected a day such as"),
    refused("a number of 5000 digits", contract_text(lambda old: old + "x: " + "9" * 5000), "expected YAML"),
    refused("two documents", contract_text(lambda old: old + "---\nx: 1\n"), "expected YAML"),
    refused("a list", contract_text(lambda old: "- 1"), "a mapping of keys to values"),
    refused("a control character", contract_text(lambda old: old + "x: \x07"), "expected YAML"),
    refused("another year", with_contract(survey_year=2009), "found '2009', expected the year that its folder"),
    refused("a year for true", with_contract(survey_year=True), "key 'survey_year'"),
    refused("closes before it opens", with_contract(fielding__closes="2008-03-01"), "key 'fielding'"),
    refused("an indicator left out", contract_text(lambda old: old.replace("    IP4:", "    IP5:")),
            "key 'columns.answers.IP4'", "key 'columns.answers.IP5'"),
    refused("a header for two", with_contract(columns__role="Kommun"), "each header for one column only"),
    refused("an empty header", with_contract(columns__role="\u200b "), "key 'columns.role'", "not empty"),
    refused("an empty role", with_contract(roles__other=["", "Övrig"]), "key 'roles.other.0'", "not empty"),
    refused("a role for two", with_contract(roles__other=["it-chef "]), "each spelling for one role only"),
    refused("an unknown role", with_contract(roles__it_manger=["x"]), "(did you mean 'it_manager'?)"),
    refused("a label off the scale", with_contract(answer_labels={"ja": 10**400}), "key 'answer_labels.ja'"),
    refused("a label of nothing", with_contract(answer_labels={"ja": None}), "or the word unanswered"),
    refused("a time format that is none", with_contract(export__timestamp_format="%Y %Y"), "a format of strptime"),
    refused("a quote for a delimiter", with_contract(export__delimiter='"'), "a character that separates cells"),
    refused("fewer than no rejected responses", with_contract(allowed_rejected_responses=-1),
            "key 'allowed_rejected_responses': found '-1'"),
    Case("a byte order mark", contract_text(lambda old: "\ufeff" + old)),
    Case("blanks in headers and roles",
         with_contract(columns__role=" Befattning\xa0", roles__it_manager=["IT\u00ad-chef "])),
]  # fmt: skip


@pytest.mark.parametrize("case", CONTRACTS, ids=lambda case: case.name)
def test_a_damaged_contract(case: Case, tmp_path: Path) -> None:
    judge(case, tmp_path)


def test_ids_may_return_in_another_year(tmp_path: Path) -> None:
    rows = made_up_rows(2008).assign(response_id=made_up_rows(2007)["response_id"])
    earlier = loaded_rows(check_wave(write_wave(tmp_path, 2007), REFERENCE))
    later = loaded_rows(check_wave(write_wave(tmp_path, 2008, rows=rows), REFERENCE))
    assert [row["response_id"] for row in later.values()] == [row["response_id"] for row in earlier.values()]


def test_an_ambiguous_municipality_is_told_as_such(tmp_path: Path) -> None:
    reference = tmp_path / "reference"
    shutil.copytree(REFERENCE, reference)
    with (reference / "municipality_names.csv").open("a", encoding="utf-8") as file:
        file.write("1884,alias,Nora,,\n1730,alias,Nora,,\n")
    rows = made_up_rows(2008)
    rows.loc[3, "municipality"] = "Noras kommun"
    wave = check_wave(write_wave(tmp_path, 2008, rows=rows), reference)
    assert "found 'Noras kommun'" in describe_findings(wave)
    assert "(ambiguous: it stands for 1730 and 1884)" in describe_findings(wave)


def test_towns_that_differ_by_a_ring_are_two() -> None:
    known = read_known_names(REFERENCE, 2008)
    assert [resolve_municipality(text, known).code for text in ("Habo", "HÅBO", "Nora")] == [
        "0643",
        "0305",
        "1884",
    ]


def test_the_limit_of_an_export_is_a_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EFORVALTNING_EXPORT_MEGABYTES_LIMIT", "3")
    folder = write_wave(tmp_path, 2008)
    os.truncate(folder / "svar.csv", 3_000_001)
    assert Settings().export_megabytes_limit == 3
    judge(
        refused("too large", lambda made: os.truncate(made / "svar.csv", 3_000_001), "at most 3 MB"), tmp_path
    )


def test_nothing_of_a_contract_is_run(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    folder = write_wave(tmp_path, 2008)
    text = (folder / "wave.yml").read_text(encoding="utf-8")
    (folder / "wave.yml").write_text(
        f"{text}x: !!python/object/apply:os.system ['touch {mark}']\n", encoding="utf-8"
    )
    with pytest.raises(Exception, match="python/object"):
        check_wave(folder, REFERENCE)
    assert not mark.exists()
