"""Test that the private services behave as other tests expect."""

from __future__ import annotations

import redis


def test_mariadb_keeps_committed_rows_over_a_kill(mariadb):
    with mariadb.connect("micromasters") as connection, connection.cursor() as cursor:
        cursor.execute("INSERT INTO auth_group (name) VALUES ('kept')")
    mariadb.kill()
    mariadb.start()
    with mariadb.connect("micromasters") as connection, connection.cursor() as cursor:
        cursor.execute("SELECT name FROM auth_group")
        assert cursor.fetchall() == (("kept",),)


def test_mariadb_is_empty_for_the_next_test(mariadb):
    with mariadb.connect("micromasters") as connection, connection.cursor() as cursor:
        cursor.execute("INSERT INTO auth_group (name) VALUES ('left over')")
    mariadb.empty()
    with mariadb.connect("micromasters") as connection, connection.cursor() as cursor:
        assert cursor.execute("SELECT name FROM auth_group") == 0


def test_a_process_runs_on_mariadb(mariadb_process):
    assert "django.db.backends.mysql" in mariadb_process("django", "diffsettings")


def test_redis_serves_again_after_a_restart(redis_server, redis_url):
    redis_server.stop()
    redis_server.start()
    with redis.Redis.from_url(redis_url) as client:
        assert client.ping()
