"""Test the package inside a real edx-platform checkout, with the platform's test settings.

``make test-platform`` runs these tests.
"""
