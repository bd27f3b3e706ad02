"""Copies a source of shared/runtime with the schema version raised by one wherever it is used:
raise_version.py FROM TO. A source that no longer has the place it looks for is an error."""
import pathlib
import sys

PLACES = {
    "sequencer.cc": ("body.set_schema_version(ports_.definition->schema_version);",
                     "body.set_schema_version(ports_.definition->schema_version + 1);"),
    "service_fold.cc": ("upstream == nullptr ? definition_->schema_version : upstream->schema_version;",
                        "1 + (upstream == nullptr ? definition_->schema_version : "
                        "upstream->schema_version);"),
}


def main():
    source, target = (pathlib.Path(each) for each in sys.argv[1:])
    before, after = PLACES[source.name]
    text = source.read_text(encoding="utf-8")
    if text.count(before) != 1:
        sys.exit(f"{source}: not exactly one {before!r}")
    target.write_text(text.replace(before, after), encoding="utf-8")


if __name__ == "__main__":
    main()
