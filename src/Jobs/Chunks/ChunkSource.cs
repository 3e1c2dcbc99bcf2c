using System.Text;
using Troupe.Messages.Functions;
using Troupe.Messages.Jobs;
using Troupe.Messages.Payloads;

namespace Troupe.Jobs.Chunks;

/// <summary>Turns items into chunks for one function.</summary>
internal abstract class ChunkSource<T, TResult>(
    IPoolBackend backend,
    PoolFunction function,
    JobOptions options,
    RunFlags shape,
    ItemReader<TResult> reader)
{
    private const int LongestCopied = 16 * 1024;

    public IPoolBackend Backend => backend;

    public PoolFunction Function => function;

    /// <summary>Whether encoding items may run the application's code.</summary>
    public abstract bool RunsUserCode { get; }

    /// <summary>The caller's state that its items carry; see <see cref="CallerCapture"/>.</summary>
    public byte[] CaptureCaller() => CallerCapture.Bytes(options.FlowCulture ?? backend.Rules.FlowCulture);

    /// <summary>
    /// Encodes neighbouring items and gives them to the pool, in one chunk unless something keeps them apart: an item that cannot travel
    /// fails alone, and what is too long for one message goes in several.
    /// </summary>
    /// <param name="items">The items.</param>
    /// <param name="first">The position of the first in the whole input.</param>
    /// <param name="caller">See <see cref="CaptureCaller"/>.</param>
    /// <param name="owner">Gets everything that becomes of them.</param>
    /// <param name="cancellation">See <see cref="Submit(ChunkJob{TResult}, CancellationToken)"/>.</param>
    public void Submit(ReadOnlySpan<T> items, long first, byte[] caller, IChunkOwner<TResult> owner, CancellationToken cancellation)
    {
        while (items.Length > 0)
        {
            var chunk = Encode(items, first, caller, owner, out var error);
            var taken = 0;
            if (chunk is not null)
            {
                taken = chunk.Count;
                owner.OnChunkBegins(chunk);
                Submit(chunk, cancellation);
            }
            if (error is not null)
                owner.OnItemFailed(first + taken++, error);
            items = items[taken..];
            first += taken;
        }
    }

    /// <param name="items">The items.</param>
    /// <param name="offset">The position of the first in the whole input.</param>
    /// <param name="caller">See <see cref="CaptureCaller"/>.</param>
    /// <param name="owner">Whose they are.</param>
    /// <param name="error">Why the item behind the chunk cannot travel; null when none is behind it, or it begins the next chunk.</param>
    /// <returns>A chunk of the items before that; null when it is the first.</returns>
    private ChunkJob<TResult>? Encode(ReadOnlySpan<T> items, long offset, byte[] caller, IChunkOwner<TResult> owner, out Exception? error)
    {
        using var writer = new PayloadWriter(limit: Math.Max(0, backend.Rules.MaxMessageBytes - caller.Length));
        var written = default(Written);
        error = null;
        try
        {
            WriteShared(writer);
            written.Length = writer.WrittenCount;
            Write(writer, items, ref written);
        }
        catch (Exception thrown)
        {
            // Whatever a user's getter or converter throws is the failure of this item alone.
            error = written.Count > 0 && thrown is PayloadTooLargeException ? null : thrown;
            writer.Truncate(written.Length);
        }
        if (written.Count == 0)
            return null;
        writer.Extend(caller.Length);
        writer.WriteSpan(caller);
        // An item that is tried again is a chunk of its own on the same arguments, which may outlive this one.
        var detach = options.Policy.Attempts <= 1 && writer.WrittenCount > LongestCopied;
        ReadOnlyMemory<byte> arguments = detach ? writer.Detach() : writer.WrittenSpan.ToArray();
        return new ChunkJob<TResult>(function, arguments, options, shape, 0, written.Count, offset, reader, owner)
        {
            RentedArguments = detach,
            TransferredHandles = written.TransferredHandles,
            TakesCaller = caller.Length > 0
        };
    }

    /// <summary>Gives a chunk that its owner counts as open to the pool, or ends it.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="cancellation">A cancel sees the chunks that are open, and finds them once they are with the pool: what it may have
    /// missed ends here.</param>
    public void Submit(ChunkJob<TResult> chunk, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            chunk.Cancel(); // It is not submitted yet.
            return;
        }
        try
        {
            Backend.Submit(chunk);
        }
        catch (Exception error)
        {
            // It was counted as open, and callers that wait for its items are told by them.
            chunk.Fail(JobFault.Of(error));
        }
        if (cancellation.IsCancellationRequested)
            Backend.Cancel(chunk);
    }

    /// <summary>Writes what the items have in common.</summary>
    protected virtual void WriteShared(PayloadWriter writer)
    {
    }

    /// <summary>Writes items, and notes each that is whole; what it throws is about the one behind them.</summary>
    protected abstract void Write(PayloadWriter writer, ReadOnlySpan<T> items, ref Written written);

    /// <summary>How far the encoding of a chunk has come.</summary>
    protected struct Written
    {
        /// <summary>Items that are whole.</summary>
        public int Count;

        /// <summary>The bytes of them, and of what they have in common.</summary>
        public int Length;

        /// <summary>The parts of shared objects that they refer to; null when there are none.</summary>
        public TransferredHandles? TransferredHandles;

        public void Add(PayloadWriter writer, int items) => (Count, Length) = (Count + items, writer.WrittenCount);
    }
}

/// <summary>Items of a delegate: its target once, then the items by their declared type.</summary>
internal sealed class DelegateChunks<T, TResult> : ChunkSource<T, TResult>
{
    private readonly PayloadCodec<T> _codec = PayloadCodec<T>.Instance;
    private readonly byte[] _target;
    private readonly TransferredHandles? _transferred;

    private DelegateChunks(
        IPoolBackend backend,
        Function function,
        byte[] target,
        TransferredHandles? transferred,
        JobOptions options,
        RunFlags shape)
        : base(backend, backend.Functions.Of(function), options, shape, DeclaredItems<TResult>.Instance) =>
            (_target, _transferred) = (target, transferred);

    public override bool RunsUserCode => _codec.RunsUserCode;

    public static DelegateChunks<T, TResult> Of(IPoolBackend backend, Delegate function, JobOptions options, bool spread)
    {
        ArgumentNullException.ThrowIfNull(function);
        var (known, target, transferred) = Call.Reference(backend, function);
        if (target.Length > backend.Rules.MaxMessageBytes)
            throw new PayloadTooLargeException(backend.Rules.MaxMessageBytes, target.Length);
        return new DelegateChunks<T, TResult>(backend, known, target, transferred, options, spread ? RunFlags.TupleItems : RunFlags.None);
    }

    protected override void WriteShared(PayloadWriter writer) => writer.WriteSpan(_target);

    protected override void Write(PayloadWriter writer, ReadOnlySpan<T> items, ref Written written)
    {
        if (_transferred is not null)
            (written.TransferredHandles = new TransferredHandles()).Add(_transferred);
        if (!_codec.RunsUserCode && TryWriteTogether(writer, items, ref written))
            return;
        // Only values that are written by converters refer to anything; whatever one does is told of its item.
        var known = 0;
        foreach (var item in items)
        {
            _codec.Write(writer, item);
            if (writer.Attachments is { } attachments && attachments.Count > known)
            {
                (written.TransferredHandles ??= new TransferredHandles()).Add(attachments, known, written.Count);
                known = attachments.Count;
            }
            written.Add(writer, 1);
        }
    }

    /// <summary>The quick way, for what can only be too long.</summary>
    private bool TryWriteTogether(PayloadWriter writer, ReadOnlySpan<T> items, ref Written written)
    {
        try
        {
            _codec.WriteMany(writer, items);
            written.Add(writer, items.Length);
            return true;
        }
        catch (PayloadTooLargeException)
        {
            // How many of them fit is found one by one.
            writer.Truncate(written.Length);
            return false;
        }
    }
}

/// <summary>Items of a function called by name: JSON texts or raw lines.</summary>
internal sealed class NamedChunks(IPoolBackend backend, string name, NamedCallInput kind, JobOptions options)
    : ChunkSource<string, System.Text.Json.JsonElement>(
        backend,
        backend.Functions.Named(name, 1),
        options,
        kind == NamedCallInput.RawLines ? RunFlags.TextItems : RunFlags.JsonItems,
        JsonItems.Instance)
{
    public override bool RunsUserCode => false;

    protected override void Write(PayloadWriter writer, ReadOnlySpan<string> items, ref Written written)
    {
        foreach (var item in items)
        {
            ArgumentNullException.ThrowIfNull(item);
            var length = Encoding.UTF8.GetByteCount(item);
            writer.WriteVarUInt32((uint)length);
            writer.Advance(Encoding.UTF8.GetBytes(item, writer.GetSpan(length)));
            written.Add(writer, 1);
        }
    }
}
