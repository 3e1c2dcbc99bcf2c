using System.Text;
using Troupe.Jobs;
using Troupe.Messages.Functions;
using Troupe.Messages.Payloads;
using Troupe.Remoting.Jobs;

namespace Troupe.Chunks;

/// <summary>Turns items into chunks for one function.</summary>
internal abstract class ChunkSource<T, TResult>(IPoolBackend backend, PoolFunction function, JobOptions options, RunMarks shape, ItemReader<TResult> reader)
{
    private const int LongestCopied = 16 * 1024;

    public IPoolBackend Backend => backend;

    public PoolFunction Function => function;

    /// <summary>Encodes neighbouring items.</summary>
    /// <exception cref="PayloadNotEncodableException">An item cannot travel.</exception>
    public ChunkJob<TResult> Encode(ReadOnlySpan<T> items, long offset, IChunkOwner<TResult> owner)
    {
        using var writer = new PayloadWriter(limit: backend.Options.MaximumMessage);
        var given = Write(writer, items);
        var takesCaller = CallerCapture.Append(writer, options.FlowCulture ?? backend.Options.FlowCulture);
        // An item that is tried again is a chunk of its own on the same arguments, which may outlive this one.
        var detach = options.Policy.Attempts <= 1 && writer.WrittenCount > LongestCopied;
        ReadOnlyMemory<byte> arguments = detach ? writer.Detach() : writer.WrittenSpan.ToArray();
        return new ChunkJob<TResult>(function, arguments, options, shape, 0, items.Length, offset, reader, owner) { RentedArguments = detach, Given = given, TakesCaller = takesCaller };
    }

    /// <summary>Gives a chunk that its owner counts as open to the pool, or ends it.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="cancellation">A cancel sees the chunks that are open, and finds them once they are with the pool: what it may have missed ends here.</param>
    public void Submit(ChunkJob<TResult> chunk, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            chunk.Cancel(); // Nobody has it yet.
            return;
        }
        Backend.Submit(chunk);
        if (cancellation.IsCancellationRequested)
            Backend.Cancel(chunk);
    }

    /// <returns>The parts of shared objects that the chunk refers to; null when there are none.</returns>
    protected abstract GivenParts? Write(PayloadWriter writer, ReadOnlySpan<T> items);
}

/// <summary>Items of a delegate: its target once, then the items by their declared type.</summary>
internal sealed class DelegateChunks<T, TResult> : ChunkSource<T, TResult>
{
    private readonly PayloadCodec<T> _codec = PayloadCodec<T>.Instance;
    private readonly byte[] _target;
    private readonly GivenParts? _given;

    private DelegateChunks(IPoolBackend backend, Function function, byte[] target, GivenParts? given, JobOptions options, RunMarks shape)
        : base(backend, backend.Functions.Of(function), options, shape, DeclaredItems<TResult>.Instance) => (_target, _given) = (target, given);

    public static DelegateChunks<T, TResult> Of(IPoolBackend backend, Delegate function, JobOptions options, bool spread)
    {
        ArgumentNullException.ThrowIfNull(function);
        var (known, target, given) = Call.Reference(backend, function);
        return new DelegateChunks<T, TResult>(backend, known, target, given, options, spread ? RunMarks.Spread : RunMarks.None);
    }

    protected override GivenParts? Write(PayloadWriter writer, ReadOnlySpan<T> items)
    {
        writer.WriteSpan(_target);
        GivenParts? given = null;
        if (_given is not null)
            (given = new GivenParts()).Add(_given);
        if (_codec.RunsUserCode)
            WriteEach(writer, items, ref given);
        else
            _codec.WriteMany(writer, items);
        return given;
    }

    /// <summary>Only values that are written by converters refer to anything; whatever one does is told of its item.</summary>
    private void WriteEach(PayloadWriter writer, ReadOnlySpan<T> items, ref GivenParts? given)
    {
        var known = 0;
        for (var index = 0; index < items.Length; index++)
        {
            _codec.Write(writer, items[index]);
            if (writer.Companions is not { } companions || companions.Count == known)
                continue;
            (given ??= new GivenParts()).Add(companions, known, index);
            known = companions.Count;
        }
    }
}

/// <summary>Items of a function called by name: JSON texts or raw lines.</summary>
internal sealed class NamedChunks(IPoolBackend backend, string name, NamedItems kind, JobOptions options)
    : ChunkSource<string, System.Text.Json.JsonElement>(backend, backend.Functions.Named(name, 1), options, kind == NamedItems.RawLines ? RunMarks.Lines : RunMarks.Texts, JsonItems.Instance)
{
    protected override GivenParts? Write(PayloadWriter writer, ReadOnlySpan<string> items)
    {
        foreach (var item in items)
        {
            ArgumentNullException.ThrowIfNull(item);
            var length = Encoding.UTF8.GetByteCount(item);
            writer.WriteVarUInt32((uint)length);
            writer.Advance(Encoding.UTF8.GetBytes(item, writer.GetSpan(length)));
        }
        return null;
    }
}
