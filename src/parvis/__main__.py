"""`python -m parvis`."""

from parvis.cli.main import main

main()
