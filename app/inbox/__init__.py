"""Who must do what next: task rows, the moves people make with them, boxes and counts."""
