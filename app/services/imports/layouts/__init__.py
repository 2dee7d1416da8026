"""One reader a layout. Each has NAME, `matches(workbook) -> bool` and `read(workbook, options) -> ReadFile`."""
