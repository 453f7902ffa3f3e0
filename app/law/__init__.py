"""The law's parameters by region and date, and its decision tables asked and explained."""
