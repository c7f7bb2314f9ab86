"""Messages about the files of a folder."""

from __future__ import annotations

from parvis.messages.message import N_, Message

MESSAGES: dict[str, Message] = {
    "folder_missing": Message(
        N_("there is no folder {folder}"), "", N_("Check the path, or make a territory folder with `parvis init`.")
    ),
    "territory_missing": Message(
        N_("no territory.yml here"),
        N_("It is what makes a folder a territory folder: it names the territory and its zonings."),
        N_("Go to your territory folder, or start one with `parvis init`."),
    ),
    "start_exists": Message(
        N_("this file is already there"),
        N_("`parvis init` never overwrites what somebody wrote."),
        N_("Choose an empty folder, or move the file away."),
    ),
    "folder_unknown": Message(
        N_('Parvis reads no folder "{folder}"'),
        N_("What the files in it declare would be left out without a word."),
        N_("Declarations belong in sources/, indicators/ or breakdowns/."),
    ),
    "folder_nested": Message(
        N_("a folder inside a folder of declarations"),
        N_("Parvis does not look inside: its files would be left out without a word."),
        N_("Move its files one level up."),
    ),
    "file_at_top": Message(
        N_("Parvis reads no file of this name here"),
        N_("What it declares would be left out without a word."),
        N_("Move it to sources/, indicators/ or breakdowns/."),
    ),
    "file_ending": Message(N_('the file name ends in "{ending}", not ".yml"'), N_("Parvis would not read it.")),
    "file_name": Message(
        N_("the file name cannot be an identifier"),
        N_("A file's name, without .yml, is the identifier that other files and addresses of pages use."),
    ),
    "file_not_yaml": Message(
        N_("not a declaration: {folder}/ holds only .yml files"),
        N_("Parvis would not read it."),
        N_("Data go to data/; notes may stay here as .md or .txt."),
    ),
    "schema_form": Message(
        N_("not a Table Schema: schemas/ holds only .json files"),
        N_("Parvis would not read it."),
        N_("Save the schema as JSON, the format of schema.data.gouv.fr."),
    ),
    "name_reserved": Message(
        N_('the name "{name}" is taken'),
        N_("It stands for the figure of all categories together."),
        N_("Choose another name."),
    ),
}
