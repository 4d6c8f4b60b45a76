"""What every installed module must hold to, as checks that pytest and `make mutants` run.

In a project: `pytest -p portal.testing.fixtures --pyargs portal.testing.contract`. Each check is a
generator of faults, each a sentence that names the table, route or thing at fault.
"""
