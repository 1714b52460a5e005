"""Steps from an older database to the present one, run at start (central/store/upgrade.py).

One line of files `versions/NNNN_topic.py`, each `down_revision` the number before. Add what is new now; take away what nobody reads
any more a release later, for during an upgrade nodes of both releases share one database. There is no way down: a backup is.
"""
