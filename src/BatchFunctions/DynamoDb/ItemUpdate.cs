using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace BatchFunctions.DynamoDb;

/// <summary>Puts one conditional UpdateItem together. Every attribute goes by an alias, since many of our names are reserved words.</summary>
internal sealed class ItemUpdate
{
    private readonly List<string> _sets = [];
    private readonly List<string> _removes = [];
    private readonly List<string> _adds = [];
    private readonly List<string> _deletes = [];
    private readonly List<string> _conditions = [];
    private readonly Dictionary<string, string> _names = [];
    private readonly Dictionary<string, AttributeValue> _values = [];

    public ItemUpdate Set(string name, AttributeValue value)
    {
        _sets.Add($"{Name(name)} = {Value(value)}");
        return this;
    }

    /// <summary>Sets the attribute; a missing value leaves it as it is.</summary>
    public ItemUpdate SetIfPresent(string name, AttributeValue? value) => value is null ? this : Set(name, value);

    /// <summary>Sets the attribute; a missing value removes it.</summary>
    public ItemUpdate SetOrRemove(string name, AttributeValue? value) => value is null ? Remove(name) : Set(name, value);

    /// <summary>Sets the attribute where the item has none.</summary>
    public ItemUpdate SetOnce(string name, AttributeValue? value)
    {
        if (value is not null)
        {
            var alias = Name(name);
            _sets.Add($"{alias} = if_not_exists({alias}, {Value(value)})");
        }

        return this;
    }

    public ItemUpdate Remove(string name)
    {
        _removes.Add(Name(name));
        return this;
    }

    /// <summary>Puts elements into the set, which is made where there is none.</summary>
    public ItemUpdate AddTo(string name, AttributeValue elements)
    {
        _adds.Add($"{Name(name)} {Value(elements)}");
        return this;
    }

    /// <summary>Takes elements out of the set; those that are not there are none to take.</summary>
    public ItemUpdate TakeFrom(string name, AttributeValue elements)
    {
        _deletes.Add($"{Name(name)} {Value(elements)}");
        return this;
    }

    public ItemUpdate OnlyIfPresent(string name) => Only($"attribute_exists({Name(name)})");

    public ItemUpdate OnlyIfAbsent(string name) => Only($"attribute_not_exists({Name(name)})");

    public ItemUpdate OnlyIfEqual(string name, AttributeValue value) => Only($"{Name(name)} = {Value(value)}");

    public ItemUpdate OnlyIfNotEqual(string name, AttributeValue value) => Only($"{Name(name)} <> {Value(value)}");

    public ItemUpdate OnlyIfEqualOrPresent(string name, AttributeValue value, string other) =>
        Only($"({Name(name)} = {Value(value)} OR attribute_exists({Name(other)}))");

    public ItemUpdate OnlyIfAbsentOrEqual(string name, AttributeValue value) =>
        Only($"(attribute_not_exists({Name(name)}) OR {Name(name)} = {Value(value)})");

    /// <summary>Only if the item has neither attribute, or the first with this value.</summary>
    public ItemUpdate OnlyIfFreeOrEqual(string name, string other, AttributeValue value) =>
        Only($"((attribute_not_exists({Name(name)}) AND attribute_not_exists({Name(other)})) OR {Name(name)} = {Value(value)})");

    public ItemUpdate OnlyIfAbsentOrLess(string name, AttributeValue value) =>
        Only($"(attribute_not_exists({Name(name)}) OR {Name(name)} < {Value(value)})");

    /// <summary>Only if nobody holds the lease, if it is over, or if it is the owner's already: an answer that was lost, and a renewal.</summary>
    public ItemUpdate OnlyIfFree(string until, AttributeValue now, string owner, AttributeValue me) =>
        Only($"(attribute_not_exists({Name(until)}) OR {Name(until)} < {Value(now)} OR {Name(owner)} = {Value(me)})");

    public UpdateItemRequest ToRequest(string table, Dictionary<string, AttributeValue> key) => new()
    {
        TableName = table,
        Key = key,
        UpdateExpression = Expression(),
        ConditionExpression = _conditions.Count == 0 ? null : string.Join(" AND ", _conditions),
        ExpressionAttributeNames = _names,
        ExpressionAttributeValues = _values.Count == 0 ? null : _values,
        ReturnValues = ReturnValue.ALL_NEW,
    };

    private string Expression() => (Clause("SET", _sets) + Clause("REMOVE", _removes) + Clause("ADD", _adds) + Clause("DELETE", _deletes)).Trim();

    private static string Clause(string verb, List<string> parts) => parts.Count == 0 ? "" : $" {verb} {string.Join(", ", parts)}";

    private ItemUpdate Only(string condition)
    {
        _conditions.Add(condition);
        return this;
    }

    private string Name(string name)
    {
        // An alias is of letters and digits only; a name may hold more.
        var alias = $"#{name.Replace("#", "", StringComparison.Ordinal).Replace('-', '_')}";
        _names[alias] = name;
        return alias;
    }

    private string Value(AttributeValue value)
    {
        var alias = $":v{_values.Count}";
        _values.Add(alias, value);
        return alias;
    }
}
