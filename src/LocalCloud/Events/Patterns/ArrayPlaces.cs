namespace LocalCloud.Events.Patterns;

/// <summary>In which element of which arrays of the event a leaf stands, or all leaves that a match has taken so far.</summary>
internal sealed class ArrayPlaces : IEquatable<ArrayPlaces>
{
    public static readonly ArrayPlaces None = new([]);

    private readonly IReadOnlyList<(int Array, int Element)> _places;

    private ArrayPlaces(IReadOnlyList<(int Array, int Element)> places) => _places = places;

    /// <param name="array">Number of an array, larger than those of the arrays around it.</param>
    /// <param name="element">Index in it.</param>
    public ArrayPlaces In(int array, int element) => new([.. _places, (array, element)]);

    /// <summary>Both together; <c>null</c> where they are in two elements of one array.</summary>
    // AWS: in an array of objects, one element must match all of the pattern at that place; two arrays are not compared.
    public ArrayPlaces? With(ArrayPlaces other)
    {
        if (other._places.Count == 0)
        {
            return this;
        }

        if (_places.Count == 0)
        {
            return other;
        }

        var all = new SortedDictionary<int, int>(_places.ToDictionary(place => place.Array, place => place.Element));
        foreach (var (array, element) in other._places)
        {
            if (!all.TryAdd(array, element) && all[array] != element)
            {
                return null;
            }
        }

        return all.Count == _places.Count ? this : new([.. all.Select(place => (place.Key, place.Value))]);
    }

    public bool Equals(ArrayPlaces? other) => other is not null && _places.SequenceEqual(other._places);

    public override bool Equals(object? obj) => Equals(obj as ArrayPlaces);

    public override int GetHashCode() =>
        _places.Aggregate(0, (hash, place) => HashCode.Combine(hash, place.Array, place.Element));
}
