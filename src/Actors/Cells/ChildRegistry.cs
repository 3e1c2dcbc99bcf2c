namespace Troupe.Actors.Cells;

/// <summary>
/// A cell's children by name. Locked, because top-level actors are spawned and looked up from any thread; uncontended
/// everywhere else.
/// </summary>
internal sealed class ChildRegistry
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ChildEntry> _entries = new(StringComparer.Ordinal);
    private bool _closed;
    private long _generatedNames;

    public bool IsEmpty
    {
        get
        {
            lock (_lock)
                return _entries.Count == 0;
        }
    }

    public bool AnyStopping => Snapshot().Any(static entry => entry.IsStopping);

    public ChildEntry[] Snapshot()
    {
        lock (_lock)
            return [.. _entries.Values];
    }

    public ActorCell Add(ActorRef parent, string? name, Func<string, ActorCell> create)
    {
        lock (_lock)
        {
            if (_closed)
                throw new InvalidOperationException($"{parent} is stopping or has stopped; it can spawn no more actors.");
            if (name is not null && !ActorPath.IsValidName(name))
                throw new ArgumentException(ActorPath.InvalidNameText(name), nameof(name));
            name ??= "$" + (++_generatedNames).ToString(System.Globalization.CultureInfo.InvariantCulture);
            if (_entries.ContainsKey(name))
                throw new InvalidOperationException($"{parent} already has a child named '{name}'; choose another name, or wait for that actor to end.");
            ActorCell cell = create(name);
            _entries.Add(name, new ChildEntry(cell));
            return cell;
        }
    }

    public ChildEntry? Find(string name)
    {
        lock (_lock)
            return _entries.GetValueOrDefault(name);
    }

    public ChildEntry? Find(ActorCell cell) => Find(cell.Self.Name) is { } entry && entry.Cell == cell ? entry : null;

    public void Remove(ActorCell cell)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(cell.Self.Name, out ChildEntry? entry) && entry.Cell == cell)
                _entries.Remove(cell.Self.Name);
        }
    }

    /// <summary>No child can be added any more.</summary>
    public void Close()
    {
        lock (_lock)
            _closed = true;
    }
}
