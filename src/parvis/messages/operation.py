"""Messages about builds, releases and whatever the machine does."""

from __future__ import annotations

from parvis.messages.message import N_, Message

MESSAGES: dict[str, Message] = {
    "build_under_way": Message(
        N_("another build of this territory is under way"),
        N_("Two builds at once would mix their results."),
        N_("Wait until it has ended."),
    ),
    "spark_missing": Message(
        N_("the engine {master} needs pyspark, which is not installed"),
        N_("Points are located by Spark only where it is installed."),
        N_("Run `pip install parvis[spark]`, or write `engine: embedded` in territory.yml: the figures are the same."),
    ),
    "java_missing": Message(
        N_("the engine {master} needs a Java runtime, and none is found"),
        N_("Spark runs on Java 17 or later."),
        N_("Install one or set JAVA_HOME, or write `engine: embedded` in territory.yml: the figures are the same."),
    ),
    "spark_refused": Message(
        N_("Spark could not locate the points at {master}"),
        N_("The build was abandoned; the last good one is untouched."),
        N_(
            "Look whether the cluster runs, whether Parvis is installed on its workers and whether they can read this "
            "folder, or write `engine: embedded` in territory.yml: the figures are the same."
        ),
    ),
    "disk_full": Message(
        N_("no space left on the disk"),
        N_("The build was abandoned; the last good one is untouched."),
        N_("Free some space, then build again."),
    ),
    "machine_refused": Message(
        N_("the machine refuses {name}: {reason}"),
        N_("The build was abandoned; the last good one is untouched."),
        N_("Mend what it says, then build again."),
    ),
    "folder_forbidden": Message(
        N_("no right to read or write {name}"),
        "",
        N_("Give yourself that right, or work on a copy of the folder in a place where you have it."),
    ),
    "out_not_a_build": Message(
        N_("{name} holds files that no build of Parvis wrote"),
        N_("A build replaces the whole folder: what is in it would be lost."),
        N_("Name another folder with --out, or empty this one yourself."),
    ),
    "port_taken": Message(N_("the port {port} is taken"), "", N_("Choose another with --port.")),
    "zone_without_figure": Message(
        N_("{indicator} has no figure for the zone {zone}"), "", N_("Zones are named by their code. Near: {near}.")
    ),
    "source_exists": Message(
        N_("there is already a source {source}"),
        N_("Writing over it would lose what its author said."),
        N_("Give another identifier with --id, or remove the file first."),
    ),
    "truth_inside": Message(
        N_("the truth may not be written into the territory folder"),
        N_("No real town knows the truth about itself: an observatory that could read it would prove nothing."),
        N_("Name a folder elsewhere."),
    ),
    "folder_not_empty": Message(
        N_("{name} is not empty"), N_("Its files would be mixed with the new ones."), N_("Name a new folder.")
    ),
    "demo_inhabitants": Message(
        N_("a fictional town of {count} inhabitants cannot be made"),
        N_("The town's plan was drawn for {least} to {most} inhabitants."),
        N_("Ask for a number between them with --inhabitants."),
    ),
    "build_changed": Message(
        N_("the files of {name} are no longer those that the build wrote"),
        N_("What is printed from them might not be what was protected and published."),
        N_("Run `parvis build` again."),
    ),
    "sheet_zoning": Message(
        N_('there are no sheets of a zoning "{name}"'),
        N_("Sheets are made for zonings with `sheets: true`."),
        N_("Zonings with sheets: {known}."),
    ),
    "sheet_zone": Message(
        N_('no zone "{name}" has a sheet'),
        N_("Zones are named by their code, as in the address of their page."),
        N_("Look up the code on the site, or leave --zone out for all."),
    ),
    "sheet_theme": Message(
        N_('no indicator of this territory has the theme "{name}"'),
        N_("A short sheet has the figures of the themes that are named, by their code or by their name on the site."),
        N_("Themes of this territory: {known}."),
    ),
    "sheet_language": Message(
        N_('the observatory has no pages in "{name}"'), "", N_("Languages of territory.yml: {known}.")
    ),
    "sheets_not_permitted": Message(
        N_("the last build shows figures that no agreement permits any more: {indicators}"),
        N_("An agreement has ended, was withdrawn or was changed since; what is printed could not be taken back."),
        N_("Run `parvis build`: it drops these figures. Then print the sheets."),
    ),
    "sheets_of_older_folder": Message(
        N_("the folder, its sources or Parvis itself have changed since the last build"),
        N_("The sheets say what that build published, not what the folder says now."),
        N_("Run `parvis build`, then print them again."),
    ),
    "sheet_edited": Message(
        N_("{name} was changed by hand since it was printed; it is kept as {kept}"),
        N_("A new edition takes its place, without those changes."),
        N_("Write in comments/ what is to stand in every edition."),
    ),
    "comment_encoding": Message(
        N_("line {line} holds a character that is not UTF-8"),
        N_("The comment would be printed with wrong accents."),
        N_("Save the file again with the encoding UTF-8."),
    ),
    "comment_unknown_zone": Message(
        N_("the comment {name} belongs to no sheet"),
        N_("It is printed nowhere: its zone has gone, or the file has another name than ZONING/ZONE.LANGUAGE.md."),
        N_("Rename it, or keep it elsewhere."),
    ),
    "comment_older": Message(
        N_("the comment was written for release {name}, and is printed with {release}"),
        N_("What it says may no longer hold; the sheet says for which release it was written."),
        N_("Read it again, then write the new release in its first line."),
    ),
    "no_build": Message(N_("there is no build in {name} yet"), "", N_("Run `parvis build` first.")),
    "figures_missing": Message(
        N_("there is no table of figures here"),
        "",
        N_("Name the folder of a build or of a release: it holds figures.parquet."),
    ),
    "figures_unreadable": Message(
        N_("this is not a table of figures that this version of Parvis can read"),
        N_("It was cut short or changed after it was written, or another version wrote it."),
        N_("Build again; bring a release back from a backup."),
    ),
    "evidence_unreadable": Message(
        N_("this evidence cannot be read"),
        N_("It was cut short or changed after it was written."),
        N_("Build again; bring a release back from a backup."),
    ),
    "indicator_without_evidence": Message(N_("this build has no indicator {indicator}"), "", N_("It has: {known}.")),
    "indicator_reserved": Message(
        N_("no indicator may be named {indicator}"),
        N_("Its table would stand in the place of another: of all figures, or of the borders of a map."),
        N_("Give the file in indicators/ another name."),
    ),
    "manifest_missing": Message(
        N_("this folder has no manifest"),
        N_("The manifest is written last: without it a build is not complete."),
        N_("Run `parvis build`, and name the folder that it writes."),
    ),
    "manifest_unreadable": Message(
        N_("this manifest cannot be read"),
        N_("It was cut short or changed after it was written: nobody can tell whether the build is complete."),
        N_("Build again; bring a release back from a backup."),
    ),
    "manifest_version": Message(
        N_("this manifest has the schema version {found}; this version of Parvis reads {known}"),
        "",
        N_("Use the version of Parvis that wrote it, or build again."),
    ),
    "build_file_missing": Message(
        N_("a file of the manifest is not there"),
        N_("A release holds exactly what was built."),
        N_("Build again; bring a release back from a backup."),
    ),
    "build_file_changed": Message(
        N_("this file is not the one that was built"),
        N_("A release holds exactly what was built, so that its figures can be answered for."),
        N_("Build again. To change a figure, change the territory folder, not the build."),
    ),
    "build_file_unlisted": Message(
        N_("this file is not in the manifest"),
        N_("Nothing is published that Parvis did not write: it could be confidential."),
        N_("Move it elsewhere, then release again."),
    ),
    "release_date": Message(
        N_("{value} is no date"), N_("A release is named for its day."), N_("Write it as YYYY-MM-DD.")
    ),
    "release_unknown": Message(N_("there is no release {release}"), "", N_("There are: {known}.")),
    "release_withdrawn": Message(
        N_("the release {release} was withdrawn on {date}"), N_("A release is withdrawn once, and for good.")
    ),
    "release_not_in_force": Message(
        N_("the release {release} is not in force"),
        N_("Only a release that was neither withdrawn nor superseded is replaced, or replaces another."),
        N_("In force: {known}."),
    ),
    "release_itself": Message(
        N_("the release {release} cannot replace itself"), "", N_("Name the newer release, the one to be used.")
    ),
    "release_unrecorded": Message(
        N_("there is a folder in the place of the next release, and the ledger knows nothing of it"),
        N_("What lies among the releases passes for one."),
        N_("Move it elsewhere, then release again."),
    ),
    "release_gone": Message(
        N_("the files of this release are not there"),
        N_("What was published stays known to its readers: Parvis needs the files to count them as known."),
        N_("Bring the folder back from a backup, then withdraw the release again."),
    ),
    "release_kept_other": Message(
        N_("other files than those of this release are kept under its name"),
        N_("The withdrawn release would be lost, or they would."),
        N_("Move the folder elsewhere, then withdraw the release again."),
    ),
    "release_disk": Message(
        N_("the releases cannot be written: {reason}"),
        N_("Nothing was released; the earlier releases are untouched."),
        N_("Free some space, or give yourself the right to write there; then try again."),
    ),
    "releases_busy": Message(
        N_("somebody else is changing the releases"),
        N_("Two changes at once could lose a line of the ledger."),
        N_("Wait until it has ended."),
    ),
    "ledger_broken": Message(
        N_("line {line} of the ledger does not follow from the line before"),
        N_("A line was changed, removed or put in: the ledger no longer says what was released when."),
        N_("Bring the ledger back from version control or a backup. Do not mend it by hand."),
    ),
    "ledger_unreadable": Message(
        N_("line {line} of the ledger is no entry"),
        N_("The ledger no longer says what was released when."),
        N_("Bring the ledger back from version control or a backup. Do not mend it by hand."),
    ),
    "ledger_cut": Message(
        N_("line {line}, the last of the ledger, was cut short"),
        N_("The machine stopped while the line was written."),
        N_("Remove that line, then do once more what was under way."),
    ),
}
