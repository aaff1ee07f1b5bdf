"""The boards as code; `python -m deploy.grafana.boards` writes their JSON to dashboards/."""
