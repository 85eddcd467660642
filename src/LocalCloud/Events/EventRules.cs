using System.Collections.Immutable;
using LocalCloud.State;

namespace LocalCloud.Events;

/// <summary>
/// The rules of all buses: those of the template, and what was made or changed of them at run time, which is kept. A rule of the
/// template that changes there is as the template says again.
/// </summary>
internal sealed class EventRules : IDisposable
{
    private const string Table = """
        CREATE TABLE IF NOT EXISTS event_rules (
            bus TEXT NOT NULL, name TEXT NOT NULL, origin TEXT NOT NULL, current TEXT, PRIMARY KEY (bus, name)) WITHOUT ROWID;
        """;

    private readonly StateDatabase _database;
    private readonly ImmutableDictionary<(string Bus, string Name), string> _origins;
    private readonly SemaphoreSlim _changing = new(1);
    // Read by whoever publishes, from any thread; a change puts another list in its place.
    private volatile RuleList _all;

    /// <param name="database">Where changes are kept.</param>
    /// <param name="ofTemplate">Rules of the template.</param>
    /// <param name="buses">Names of the buses; what was made at run time on one that is gone is gone with it, as on AWS.</param>
    /// <exception cref="FormatException">A rule of the template is wrong; the message names it.</exception>
    public EventRules(StateDatabase database, IReadOnlyList<EventRuleSettings> ofTemplate, IReadOnlyList<string> buses)
    {
        _database = database;
        _origins = ofTemplate.ToImmutableDictionary(rule => (rule.EventBusName, rule.Name), RuleJson.Write);
        database.Define(Table);
        var kept = database.Read("SELECT bus, name, origin, current FROM event_rules", row => new Kept((row.GetString(0), row.GetString(1)), row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3)))
            .Where(row => buses.Contains(row.Key.Bus) && row.Origin == _origins.GetValueOrDefault(row.Key, "")).ToDictionary(row => row.Key);
        _all = new(
        [
            .. ofTemplate.Where(rule => !kept.ContainsKey((rule.EventBusName, rule.Name))).Select(rule => new EventRule(rule)),
            .. kept.Values.Select(row => row.Current).OfType<string>().Select(text => new EventRule(RuleJson.Read(text))),
        ]);
    }

    public ImmutableArray<EventRule> All => _all.Rules;

    public EventRule? Find(string bus, string name) => All.FirstOrDefault(rule => rule.Settings.EventBusName == bus && rule.Settings.Name == name);

    /// <summary>Makes, changes or deletes a rule; when the task ends it is on disk. One change at a time.</summary>
    /// <param name="bus">Name of the bus.</param>
    /// <param name="name">Name of the rule.</param>
    /// <param name="change">Gets the rule, or <c>null</c> where there is none; gives what it is to be, or <c>null</c> for gone.</param>
    /// <returns>The rule before, and after.</returns>
    /// <exception cref="FormatException">What it would be is wrong; the message says why.</exception>
    public async Task<(EventRule? Before, EventRule? After)> ChangeAsync(string bus, string name, Func<EventRuleSettings?, EventRuleSettings?> change)
    {
        await _changing.WaitAsync();
        try
        {
            var before = Find(bus, name);
            var settings = change(before?.Settings);
            var after = settings is null ? null : settings == before?.Settings ? before : new EventRule(settings);
            if (before != after)
            {
                await _database.WriteAsync(writer => writer.Execute(
                    "INSERT OR REPLACE INTO event_rules (bus, name, origin, current) VALUES ($0, $1, $2, $3)",
                    bus, name, _origins.GetValueOrDefault((bus, name), ""), settings is null ? null : RuleJson.Write(settings)));
                var others = before is null ? All : All.Remove(before);
                _all = new(after is null ? others : others.Add(after));
            }

            return (before, after);
        }
        finally
        {
            _changing.Release();
        }
    }

    public void Dispose() => _changing.Dispose();

    private sealed record RuleList(ImmutableArray<EventRule> Rules);

    private sealed record Kept((string Bus, string Name) Key, string Origin, string? Current);
}
