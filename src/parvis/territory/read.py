"""The whole folder: every file read, every mistake of every file collected, and raised once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from parvis.errors import FolderError
from parvis.model.finding import Finding, Where
from parvis.model.folder import (
    AgreementSpec,
    BreakdownSpec,
    Folder,
    IndicatorSpec,
    PolicySpec,
    SourceSpec,
    Spec,
    TerritorySpec,
)
from parvis.territory.access import access_findings
from parvis.territory.agreements import agreement_findings
from parvis.territory.crs import crs_findings
from parvis.territory.declared import Declared
from parvis.territory.defaults import POLICY
from parvis.territory.document import Document, parse
from parvis.territory.indicators import indicator_findings
from parvis.territory.layout import DECLARED, TERRITORY, Layout, layout
from parvis.territory.references import reference_findings
from parvis.territory.shape import Values, validated
from parvis.territory.sources import address_findings, dissolve_findings, form_findings, source_findings
from parvis.territory.theme import theme_findings

if TYPE_CHECKING:
    from parvis.kinds.kind import Kind

S = TypeVar("S", bound=Spec)

MODELS: dict[str, type[Spec]] = {
    "sources": SourceSpec,
    "indicators": IndicatorSpec,
    "breakdowns": BreakdownSpec,
    "agreements": AgreementSpec,
}


def read(folder: Path, *, environment: Mapping[str, str], kinds: Mapping[str, Kind] | None = None) -> Folder:
    """Return what a territory folder says, consistent in itself; `kinds` are those that Parvis knows if not given.

    The data that sources name are not looked at. Raises FolderError with every mistake of every file, sorted by
    place, the top of the folder first; files in it are relative to the folder.
    """
    if not folder.is_dir():
        raise FolderError([Finding("folder_missing", None, {"folder": str(folder)})])
    files = layout(folder)
    if files.territory is None:
        at_top = [finding for finding in files.findings if finding.code == "file_at_top"]
        raise FolderError(at_top or [Finding("territory_missing", Where(Path(TERRITORY)))])
    reading = _Reading(folder, list(files.findings))
    policy = reading.policy(files)
    declared = reading.declared(files, _known_kinds() if kinds is None else kinds)
    findings = reading.findings
    for consistency in (
        reference_findings,
        dissolve_findings,
        address_findings,
        form_findings,
        indicator_findings,
        access_findings,
        crs_findings,
        agreement_findings,
    ):
        findings.extend(consistency(declared))
    findings.extend(source_findings(declared, environment))
    findings.extend(theme_findings(declared, reading.folder))
    if findings or policy is None or declared.territory is None:
        raise FolderError(sorted(findings, key=_place))
    return Folder(
        territory=declared.territory,
        policy=policy,
        sources=declared.sources,
        indicators=dict(sorted(declared.indicators.items(), key=lambda item: (item[1].order, item[0]))),
        breakdowns=declared.breakdowns,
        agreements=declared.agreements,
    )


def _known_kinds() -> Mapping[str, Kind]:
    from parvis.kinds.registry import KINDS

    return KINDS


def _place(finding: Finding) -> tuple[int, str, int, int, str]:
    where = finding.where or Where(Path())
    return len(where.file.parts), where.file.as_posix(), where.line, where.column, finding.code


class _Reading:
    """Files read one after the other, their mistakes in one list."""

    def __init__(self, folder: Path, findings: list[Finding]) -> None:
        self.folder = folder
        self.findings = findings
        self.policy_document: Document | None = None

    def document(self, file: Path) -> Document | None:
        text = self._text(file)
        if text is None:
            return None
        document, findings = parse(file, text)
        self.findings.extend(findings)
        return document

    def _text(self, file: Path) -> str | None:
        try:
            content = (self.folder / file).read_bytes()
        except OSError:
            self.findings.append(Finding("file_forbidden", Where(file), {"name": file.name}))
            return None
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            before = content[: error.start]
            column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
            self.findings.append(Finding("yaml_not_utf8", Where(file, before.count(b"\n") + 1, column)))
            return None

    def spec(self, document: Document | None, model: type[S], *, otherwise: Values | None = None) -> S | None:
        if document is None:
            return None
        spec, findings = validated(document, model, otherwise=otherwise)
        self.findings.extend(findings)
        return spec

    def policy(self, files: Layout) -> PolicySpec | None:
        if files.policy is None:
            return POLICY
        defaults = {name: getattr(POLICY, name) for name in PolicySpec.model_fields}
        self.policy_document = self.document(files.policy)
        policy = self.spec(self.policy_document, PolicySpec, otherwise=defaults)
        if policy is None:
            return None
        # A unit that policy.yml does not name keeps its built-in threshold: leaving it out must not unprotect it.
        kept = {rules: {**getattr(POLICY, rules), **getattr(policy, rules)} for rules in PolicySpec.by_unit()}
        return policy.model_copy(update=kept)

    def declared(self, files: Layout, kinds: Mapping[str, Kind]) -> Declared:
        assert files.territory is not None
        territory = self.document(files.territory)
        documents: dict[str, dict[str, Document]] = {}
        specs: dict[str, dict[str, Spec]] = {}
        for section in DECLARED:
            read = {name: self.document(file) for name, file in files.declared[section].items()}
            documents[section] = {name: document for name, document in read.items() if document}
            drawn = {name: self.spec(document, MODELS[section]) for name, document in documents[section].items()}
            specs[section] = {name: spec for name, spec in drawn.items() if spec}
        return Declared(
            territory_document=territory,
            policy_document=self.policy_document,
            territory=self.spec(territory, TerritorySpec),
            documents=documents,
            sources=specs["sources"],  # type: ignore[arg-type]
            indicators=specs["indicators"],  # type: ignore[arg-type]
            breakdowns=specs["breakdowns"],  # type: ignore[arg-type]
            agreements=specs["agreements"],  # type: ignore[arg-type]
            ids=files.ids,
            kinds=kinds,
        )
