"""Where the parts that are not Python live."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROCESSES = ROOT / "processes"
RULES = PROCESSES / "rules"
FORMS = ROOT / "forms"
TEMPLATES = ROOT / "templates"
DOCUMENTS = TEMPLATES / "documents"
MIGRATIONS = ROOT / "app" / "migrations"
NOTICES = TEMPLATES / "notices"
FONTS = ROOT / ".fonts"
NODE_MODULES = ROOT / "node_modules"
ENGLISH = ROOT / "app" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
