namespace LocalCloud.Logs;

/// <summary>A page of streams, in either order, in either direction.</summary>
/// <param name="Group">The group's row.</param>
/// <param name="Prefix">Names begin so.</param>
/// <param name="ByLastEvent">By the time of the last event (streams without events count as oldest), else by name.</param>
/// <param name="Descending">Backwards.</param>
/// <param name="After">Last of the page before, or <c>null</c>.</param>
/// <param name="Limit">Streams to give.</param>
internal sealed record LogStreamQuery(long Group, string Prefix, bool ByLastEvent, bool Descending, (long LastAt, string Name)? After, int Limit)
{
    public string Sql
    {
        get
        {
            var (further, direction) = Descending ? ("<", "DESC") : (">", "ASC");
            var key = ByLastEvent ? "(ifnull(last_at, 0), name)" : "(0, name)";
            var order = ByLastEvent ? $"ifnull(last_at, 0) {direction}, name {direction}" : $"name {direction}";

            return $"""
                SELECT id, name, created, first_at, last_at, last_ingested FROM log_streams
                WHERE group_id = $0 AND name >= $1 AND name < $1 || char(1114111) AND ($2 = 0 OR {key} {further} ($3, $4))
                ORDER BY {order} LIMIT $5
                """;
        }
    }

    public object[] Values =>
        [Group, Prefix, After is null ? 0 : 1, ByLastEvent ? After?.LastAt ?? 0 : 0, After?.Name ?? "", Limit];
}
