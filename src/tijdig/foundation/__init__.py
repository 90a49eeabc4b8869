"""What every step stands on; knows no step."""
