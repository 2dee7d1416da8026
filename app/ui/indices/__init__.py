"""«Показатели»: indices of objectivity over the years, the counts behind them, their formulas."""
