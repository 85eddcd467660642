using LocalCloud.Template;

namespace LocalCloud.HttpApi;

/// <summary>A route of the API and the function behind it.</summary>
/// <param name="Function">Logical id.</param>
/// <param name="Route">As the template gives it.</param>
internal sealed record FunctionRoute(string Function, HttpRoute Route);

/// <param name="Target">The route taken.</param>
/// <param name="PathParameters">By name, percent-decoded.</param>
internal sealed record RouteMatch(FunctionRoute Target, IReadOnlyDictionary<string, string> PathParameters);

/// <summary>Finds the route of a request.</summary>
internal sealed class RouteTable
{
    private readonly IReadOnlyList<Candidate> _candidates;

    public RouteTable(IEnumerable<FunctionRoute> routes) =>
        // AWS: a full match wins over a greedy variable, that over $default; among equals the method over ANY, the longer path over
        // the shorter (API Gateway developer guide, working with routes for HTTP APIs).
        _candidates = [.. routes.Select(route => new Candidate(route)).OrderByDescending(candidate => candidate.Rank, StringComparer.Ordinal)];

    /// <param name="method">Upper case.</param>
    /// <param name="path">Percent-decoded but for its slashes, starting with one.</param>
    public RouteMatch? Find(string method, string path)
    {
        var segments = Segments(path);
        foreach (var candidate in _candidates)
        {
            if (candidate.Match(method, segments) is { } parameters)
            {
                return new(candidate.Route, parameters);
            }
        }

        return null;
    }

    private static string[] Segments(string path) => path.Trim('/') is { Length: > 0 } trimmed ? trimmed.Split('/') : [];

    private sealed class Candidate
    {
        private readonly string[] _segments;

        public Candidate(FunctionRoute route)
        {
            Route = route;
            _segments = route.Route.Path == "$default" ? [] : Segments(route.Route.Path);
            // One letter a segment, so that comparing texts compares routes: literal, variable, greedy variable, nothing.
            var shape = route.Route.Path == "$default"
                ? ""
                : string.Concat("s", string.Concat(_segments.Select(segment => IsGreedy(segment) ? 'g' : IsVariable(segment) ? 'v' : 'w')));
            Rank = $"{(shape.EndsWith('g') ? "1" : shape.Length > 0 ? "2" : "0")}{shape}{(route.Route.Method == "ANY" ? "" : "!")}";
        }

        public FunctionRoute Route { get; }

        public string Rank { get; }

        public Dictionary<string, string>? Match(string method, string[] path)
        {
            if (Route.Route.Method != "ANY" && Route.Route.Method != method)
            {
                return null;
            }

            Dictionary<string, string> parameters = new(StringComparer.Ordinal);
            if (Route.Route.Path == "$default")
            {
                return parameters;
            }

            for (var index = 0; index < _segments.Length; index++)
            {
                var segment = _segments[index];
                if (IsGreedy(segment))
                {
                    parameters[segment[1..^2]] = string.Join('/', path.Skip(index).Select(Uri.UnescapeDataString));
                    return path.Length > index ? parameters : null;
                }

                if (index >= path.Length || (!IsVariable(segment) && segment != Uri.UnescapeDataString(path[index])))
                {
                    return null;
                }

                if (IsVariable(segment))
                {
                    parameters[segment[1..^1]] = Uri.UnescapeDataString(path[index]);
                }
            }

            return path.Length == _segments.Length ? parameters : null;
        }

        private static bool IsVariable(string segment) => segment is ['{', .., '}'];

        private static bool IsGreedy(string segment) => segment is ['{', .., '+', '}'];
    }
}
