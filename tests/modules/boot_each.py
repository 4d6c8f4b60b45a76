"""Boot the portal once for each folder of modules, in a process of its own, and print what it says.

`python boot_each.py FOLDER`: FOLDER/<case>/plugins holds the modules, FOLDER/<case>/site what pip
would have installed, FOLDER/<case>/database the address of a database to migrate. The portal is
imported and booted once, and forked for each case, since a module cannot be unloaded.
"""

import json
import os
import sys
from dataclasses import replace
from pathlib import Path

from portal import checking, config, create_app, registering
from portal.migrating import MigrationFailed, upgrade
from portal.plugins import PluginError

registering.HOOK_SECONDS = 0.3


def said_of(case: Path) -> list[str]:
    sys.path.insert(0, str(case / "site"))
    settings = replace(config.from_environment(), plugin_folder=case / "plugins")
    try:
        app = create_app(settings)
        database = case / "database"
        plugins = app.extensions["portal"].plugins
        if database.exists():
            upgrade(database.read_text(), plugins)
        own = [plugin for plugin in plugins if not plugin.core]
        return [fault for plugin in own for fault in checking.faults_of(app, plugin, None)]
    except (PluginError, MigrationFailed) as error:
        return [str(error)]


def in_a_child(case: Path) -> list[str]:
    read, write = os.pipe()
    if os.fork() == 0:
        os.close(read)
        with os.fdopen(write, "w") as answer:
            answer.write(json.dumps(said_of(case)))
            answer.flush()
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as answer:
        said = answer.read()
    os.wait()
    return json.loads(said) if said else ["the boot itself broke; see the trace"]


if __name__ == "__main__":
    create_app(replace(config.from_environment(), plugin_folder=Path(sys.argv[1]) / "none"))
    print(json.dumps({case.name: in_a_child(case) for case in sorted(Path(sys.argv[1]).iterdir())}))
