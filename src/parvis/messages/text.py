"""Messages about the text of a declaration: YAML, keys, and the form of values."""

from __future__ import annotations

from parvis.messages.message import N_, Message

MESSAGES: dict[str, Message] = {
    "yaml_not_utf8": Message(
        N_("a character that is not UTF-8"),
        N_("The file was saved in another encoding: accents would come out wrong."),
        N_("Save the file again with the encoding UTF-8."),
    ),
    "yaml_control": Message(
        N_("an invisible control character"),
        N_("No YAML file may hold one; it usually comes with text copied from elsewhere."),
        N_("Delete this part of the line and type it again."),
    ),
    "yaml_empty": Message(
        N_("the file declares nothing"), N_("It is empty, or all its lines are comments."), N_("Fill it, or remove it.")
    ),
    "yaml_not_keys": Message(
        N_("the file is not made of `key: value` lines"), "", N_("Write one key a line, with a space after the colon.")
    ),
    "yaml_tab": Message(
        N_("a tab in the indentation"),
        N_("YAML allows spaces only; a tab looks the same and has no agreed width."),
        N_("Replace it by spaces (two a level)."),
    ),
    "yaml_indent": Message(
        N_("this line's indentation fits no line above it"),
        N_("Indentation says what belongs to what."),
        N_("Keys of one level start in the same column."),
    ),
    "yaml_colon": Message(
        N_("a second colon on this line"),
        N_("A colon followed by a space starts a value, so one inside a text must be protected."),
        N_('Put the whole value in quotes: `key: "before: after"`.'),
    ),
    "yaml_no_colon": Message(
        N_("a line without `key: value`"),
        N_("A key is followed by a colon and a space."),
        N_("Write `key: value`; a text of several lines is indented under its key."),
    ),
    "yaml_character": Message(
        N_("a value cannot start with {character}"),
        N_("This character has a meaning of its own in YAML."),
        N_("Put the value in quotes."),
    ),
    "yaml_quote": Message(
        N_("quotes that are opened and never closed"),
        N_("All that follows is taken for one text."),
        N_("Close them; inside single quotes, an apostrophe is written twice."),
    ),
    "yaml_quote_inside": Message(
        N_("quotes that close before the end of the value"),
        N_("The text itself contains {quote}, which ends it too early."),
        N_("Use the other kind of quotes around it, or none."),
    ),
    "yaml_bracket": Message(
        N_("a bracket that is opened and not closed"),
        N_("What stands in [...] or {{...}} is separated by commas and ends with its bracket."),
        N_("Close it, or add the comma that is missing."),
    ),
    "yaml_alias": Message(
        N_("a reference (*) to something not defined above"),
        N_("In YAML, * repeats what & has named before."),
        N_("If you mean the character itself, put the value in quotes."),
    ),
    "yaml_documents": Message(
        N_("a second document starts here"),
        N_("`---` ends a document, and what follows would be left out."),
        N_("Remove the line, or move what follows to a file of its own."),
    ),
    "yaml_syntax": Message(
        N_("this line cannot be read"),
        N_("YAML says: {problem}."),
        N_("Compare it with the lines above: indentation, colons, quotes, dashes."),
    ),
    "yaml_tag": Message(
        N_("the tag {tag}"),
        N_("Parvis reads every value as text, and knows by itself where it needs a number."),
        N_("Remove the tag; if the value is meant to start with an exclamation mark, put it in quotes."),
    ),
    "yaml_key_form": Message(N_("a key that is not a text"), "", N_("Write `key: value`; quote a value in braces.")),
    "yaml_merge": Message(
        N_("the key << copies keys from elsewhere"),
        N_("Whoever reads this place could not see what it says."),
        N_("Write the keys out."),
    ),
    "yaml_itself": Message(N_("a value that contains itself"), "", N_("Write out what is meant, without * here.")),
    "key_twice": Message(
        N_('the key "{key}" stands twice, first on line {line}'),
        N_("Only one of the two can hold."),
        N_("Remove or rename one of them."),
    ),
    "key_unknown": Message(
        N_('unknown key "{key}"'),
        N_("What it says would be left out without a word."),
        N_("Keys that are known here: {known}."),
    ),
    "key_missing": Message(
        N_('the key "{key}" is missing'), "", N_("Add a line `{key}: ...` here, indented like its neighbours.")
    ),
    "value_blank": Message(
        N_('"{key}" has no value'),
        N_("Parvis does not guess whether it was forgotten or is meant to be empty."),
        N_("Write the value, or remove the line."),
    ),
    "value_not_text": Message(N_('"{key}" needs one text'), "", N_("Write a single value after the colon.")),
    "value_not_integer": Message(N_('"{key}" needs a whole number'), "", N_("Write digits only, such as 2015.")),
    "value_not_number": Message(
        N_('"{key}" needs a number'), "", N_("Write digits, with a point before decimals, such as 0.95.")
    ),
    "value_not_boolean": Message(N_('"{key}" needs true or false'), "", N_("Write true or false, without quotes.")),
    "value_not_list": Message(
        N_('"{key}" needs a list'), "", N_("Write [one, two], or one `- entry` a line under it.")
    ),
    "value_not_keys": Message(
        N_('"{key}" needs keys of its own'), "", N_("Write `key: value` lines under it, indented by two spaces.")
    ),
    "value_empty_list": Message(N_('"{key}" needs at least one entry'), "", N_("Add an entry.")),
    "value_long_list": Message(N_('"{key}" has {count} entries, where {limit} may stand'), "", N_("Remove some.")),
    "value_choice": Message(N_('"{written}" is not a choice for "{key}"'), "", N_("Write one of: {known}.")),
    "value_too_small": Message(N_('"{key}" is {written}, which is less than {limit}'), "", N_("Check the number.")),
    "value_too_great": Message(N_('"{key}" is {written}, which is more than {limit}'), "", N_("Check the number.")),
    "value_not_above": Message(N_('"{key}" is {written}, and must be more than {limit}'), "", N_("Check the number.")),
    "value_not_below": Message(N_('"{key}" is {written}, and must be less than {limit}'), "", N_("Check the number.")),
    "id_form": Message(
        N_('"{written}" cannot be an identifier'),
        N_("Identifiers become addresses of pages: small letters without accents, digits and _, a letter first."),
    ),
    "date_form": Message(N_('"{value}" is not a date'), "", N_("Write year, month and day: 2024-01-31.")),
    "date_impossible": Message(N_("{date} is not in the calendar"), "", N_("Check the month and the day.")),
    "period_form": Message(
        N_('"{value}" is not a period'),
        "",
        N_("Write a year (2019), a month (2019-06), a day (2019-06-30), an interval (2015/2019), or unknown."),
    ),
    "period_backwards": Message(N_("the period {value} ends before it starts"), "", N_("Put the earlier date first.")),
    "share_range": Message(
        N_('"{name}" is {value}, which is not between 0 and 1'),
        N_("The rule is a share: 95 % is written 0.95."),
        N_("Write the share as a decimal number."),
    ),
    "words_form": Message(
        N_('"{name}" needs words'), "", N_("Write them after the colon, or one line a language (fr, en) under it.")
    ),
    "words_language": Message(
        N_('"{language}" is not a language that Parvis speaks'), "", N_("Write the words under fr and en.")
    ),
    "words_none": Message(
        N_('"{name}" has no words in the language "{language}"'),
        N_("Readers of that language would see an empty label."),
        N_("Write them, or remove the line: the other language will stand in."),
    ),
}
