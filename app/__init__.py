"""ОКО-Район: assessment planning, results, objectivity checks and paper for a district education department."""

__version__ = "0.1.0"
APP_TITLE = "ОКО-Район"
