"""Runs an audit month after month without anybody watching: timers, months, alerts, messages."""
