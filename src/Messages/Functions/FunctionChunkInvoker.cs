using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Troupe.Messages.Payloads;

namespace Troupe.Messages.Functions;

/// <summary>Runs a compiled function over items of one type.</summary>
internal abstract class FunctionChunkInvoker<TItem, TRaw, TReturn>(FunctionInvokerBase function) : ChunkInvoker
    where TReturn : struct, IReturn<TRaw>
{
    private readonly PayloadCodec<TItem> _items = PayloadCodec<TItem>.Instance;

    public override bool SupportsRaw { get; } =
        TReturn.IsPlainValue && !function.HasTarget && !function.TakesToken
        && PayloadCodec<TItem>.Instance.IsFixedSize && PayloadCodec<TRaw>.Instance.IsFixedSize;

    /// <summary>A function that calls nothing cannot touch its thread, and a check of that would cost half as much as it does
    /// itself.</summary>
    private readonly bool _mayTouchThread = !function.CallsNothing;

    public override int ItemSize => SupportsRaw ? Unsafe.SizeOf<TItem>() : 0;

    public override int ResultSize => SupportsRaw ? Unsafe.SizeOf<TRaw>() : 0;

    protected abstract TRaw Call(object? target, TItem item, CancellationToken token);

    public override void Run(ref PayloadReader arguments, int skip, int count, IJobCall call, IChunkSink sink, PayloadWriter scratch)
    {
        object? target;
        try
        {
            target = function.ReadTarget(ref arguments);
        }
        catch (Exception e)
        {
            throw function.Undecodable(e);
        }

        var token = function.TakesToken ? call.CancellationToken : default;
        // Never decoded again: one of them may have ended the worker before this one.
        _items.SkipMany(ref arguments, skip);
        var all = arguments;
        for (var i = skip; i < count && !sink.ShouldStop; i++)
        {
            sink.BeginItem(i);
            var left = arguments.Remaining;
            TItem item;
            try
            {
                item = _items.Read(ref arguments);
                if (i == count - 1 && skip == 0)
                    arguments.RequireEnd();
            }
            catch (Exception e)
            {
                sink.ItemFailed(function.Undecodable(e));
                arguments = all.Before(left);
                _items.SkipMany(ref arguments, 1);
                continue;
            }

            RunItem(target, item, sink, scratch, token);
        }
    }

    public override void RunRaw(ReadOnlySpan<byte> items, int count, Span<byte> results, ref int done)
    {
        if (!SupportsRaw)
            base.RunRaw(items, count, results, ref done);

        var itemSize = Unsafe.SizeOf<TItem>();
        var resultSize = Unsafe.SizeOf<TRaw>();
        var start = done;
        if (count < 0 || start < 0 || start > count || items.Length / itemSize < count || results.Length / resultSize < count)
        {
            throw new ArgumentException(
                $"{count} items from {start} on do not fit {items.Length} bytes of items and {results.Length} bytes of results.");
        }

        if (_mayTouchThread)
        {
            RunRawAndClean(items, start, count, results, ref done);
            return;
        }

        ref var source = ref MemoryMarshal.GetReference(items);
        ref var destination = ref MemoryMarshal.GetReference(results);
        // The local index is what is trusted: 'done' may lie in memory that another process can write.
        for (var i = start; i < count; i++)
        {
            var result = Call(null, Unsafe.ReadUnaligned<TItem>(ref Unsafe.Add(ref source, (nint)i * itemSize)), default);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref destination, (nint)i * resultSize), result);
            Volatile.Write(ref done, i + 1);
        }
    }

    // A loop of its own: a test in the other one would be a good part of what an item costs.
    private void RunRawAndClean(ReadOnlySpan<byte> items, int start, int count, Span<byte> results, ref int done)
    {
        var thread = CleanThread.Current;
        ref var source = ref MemoryMarshal.GetReference(items);
        ref var destination = ref MemoryMarshal.GetReference(results);
        for (var i = start; i < count; i++)
        {
            var result = Call(null, Unsafe.ReadUnaligned<TItem>(ref Unsafe.Add(ref source, (nint)i * Unsafe.SizeOf<TItem>())), default);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref destination, (nint)i * Unsafe.SizeOf<TRaw>()), result);
            Volatile.Write(ref done, i + 1);
            thread.EndItem();
        }
    }

    private void RunItem(object? target, TItem item, IChunkSink sink, PayloadWriter scratch, CancellationToken token)
    {
        scratch.Clear();
        try
        {
            TReturn.Complete(Call(target, item, token), scratch);
        }
        catch (Exception e)
        {
            sink.ItemFailed(e);
            return;
        }

        sink.ItemDone(scratch.WrittenSpan);
    }
}
