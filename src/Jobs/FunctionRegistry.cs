using System.Collections.Concurrent;
using Troupe.Jobs.Logging;
using Troupe.Messages.Functions;

namespace Troupe.Jobs;

/// <summary>Gives each function of a pool its number, once. Safe for any thread.</summary>
/// <param name="faults">Where errors of the functions' tasks are noted; null inside a job.</param>
internal sealed class FunctionRegistry(UnobservedFaults? faults = null)
{
    private readonly ConcurrentDictionary<Function, PoolFunction> _byFunction = new(
        ReferenceEqualityComparer.Instance as IEqualityComparer<Function>);
    private readonly ConcurrentDictionary<Key, PoolFunction> _byDefinition = new();
    private int _last;

    /// <summary>The bytes of a definition, compared by content.</summary>
    private sealed class Key(byte[] bytes) : IEquatable<Key>
    {
        private readonly byte[] _bytes = bytes;
        private readonly int _hash = HashOf(bytes);

        public bool Equals(Key? other) => other is not null && _bytes.AsSpan().SequenceEqual(other._bytes);

        public override bool Equals(object? obj) => Equals(obj as Key);

        public override int GetHashCode() => _hash;

        private static int HashOf(byte[] bytes)
        {
            var hash = default(HashCode);
            hash.AddBytes(bytes);
            return hash.ToHashCode();
        }
    }

    public PoolFunction Of(Function function) =>
        _byFunction.TryGetValue(function, out var known)
            ? known
            : _byFunction.GetOrAdd(function, _ => Define(PoolFunction.Encode(function), function.DisplayName));

    public PoolFunction Named(string name, int argumentCount) =>
        Define(PoolFunction.Encode(new NamedFunction(name, argumentCount)), name);

    /// <summary>Finds or numbers a function by its definition, as nested submissions bring it.</summary>
    public PoolFunction Define(byte[] definition, string displayName) =>
        _byDefinition.GetOrAdd(
            new Key(definition),
            _ => new PoolFunction(Interlocked.Increment(ref _last), displayName, definition, faults));
}
