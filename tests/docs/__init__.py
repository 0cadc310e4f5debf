"""Tests of the documentation's promises."""
