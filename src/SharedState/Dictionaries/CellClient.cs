using Troupe.Messages.Payloads;
using Troupe.SharedState.Dictionaries.Table;

namespace Troupe.SharedState.Dictionaries;

/// <summary>One side of the conversation with an object made of cells; what dictionary, list and value have in common.</summary>
/// <typeparam name="TKey">What a cell is found by.</typeparam>
/// <typeparam name="TValue">What is in it.</typeparam>
internal readonly struct CellClient<TKey, TValue>
{
    private readonly CellFastPath? _fastPath;

    /// <param name="reference">The object.</param>
    /// <param name="hasFastPath">Whether it is of a kind that may have a table in shared memory.</param>
    public CellClient(SharedReference reference, bool hasFastPath)
    {
        Reference = reference;
        _fastPath = hasFastPath ? reference.FastPath(0, static own => new CellFastPath(own)) : null;
    }

    public SharedReference Reference { get; }

    /// <summary>A value and its version.</summary>
    public readonly record struct Versioned(bool Found, ulong Version, TValue Value);

    public async ValueTask<Versioned> FindAsync(TKey key)
    {
        using var answer = await DoAsync(CellOperation.Get, key).ConfigureAwait(false);
        return Read(answer);
    }

    /// <returns>False when there can be no such key.</returns>
    public async Task<bool> SetAsync(TKey key, TValue value)
    {
        using var answer = await DoAsync(CellOperation.Set, key, hasValue: true, value).ConfigureAwait(false);
        return answer.Done;
    }

    /// <summary>Sets the value if it is still of that version; 0 means that there must be none.</summary>
    /// <returns>Whether it was set, and if not, what is there.</returns>
    public async ValueTask<(bool Done, Versioned Present)> ReplaceAsync(TKey key, ulong version, TValue value)
    {
        using var answer = await DoAsync(CellOperation.Replace, key, hasValue: true, value, version).ConfigureAwait(false);
        return answer.Done ? (true, default) : (false, Read(answer));
    }

    public async ValueTask<Versioned> RemoveAsync(TKey key, ulong version = 0)
    {
        using var answer = await DoAsync(CellOperation.Remove, key, hasValue: false, default!, version).ConfigureAwait(false);
        return answer.Done ? Read(answer) : default;
    }

    /// <summary>Changes a value by a function of the old one; tries again with the newer value when another caller was faster.</summary>
    /// <param name="key">Where it is.</param>
    /// <param name="present">What is there.</param>
    /// <param name="change">Gives the new value.</param>
    /// <returns>The new value; not found when the cell is gone.</returns>
    public async ValueTask<Versioned> UpdateAsync(TKey key, Versioned present, Func<TValue, TValue> change)
    {
        while (present.Found)
        {
            var value = change(present.Value);
            var (done, newer) = await ReplaceAsync(key, present.Version, value).ConfigureAwait(false);
            if (done)
                return present with { Value = value };
            present = newer;
        }
        return present;
    }

    /// <summary>Sets the value if the one that is there is encoded as the expected one is.</summary>
    public async Task<bool> CompareAndSetAsync(TKey key, TValue expected, TValue value)
    {
        var wanted = Encode(expected);
        while (true)
        {
            ulong version;
            using (var answer = await DoAsync(CellOperation.Get, key).ConfigureAwait(false))
            {
                if (!answer.Found || !answer.Value.Span.SequenceEqual(wanted))
                    return false;
                version = answer.Version;
            }
            var (done, _) = await ReplaceAsync(key, version, value).ConfigureAwait(false);
            if (done)
                return true;
        }
    }

    public async Task<int> CountAsync() =>
        BitConverter.ToInt32((await Reference.AskAsync(CellOperation.Count).ConfigureAwait(false)).Content.Span);

    public async Task ClearAsync()
    {
        _fastPath?.BeginSlow();
        try
        {
            await Reference.AskAsync(CellOperation.Clear).ConfigureAwait(false);
        }
        finally
        {
            _fastPath?.EndSlow();
        }
    }

    public async Task<List<KeyValuePair<TKey, TValue>>> SnapshotAsync(bool withKeys)
    {
        var reply = await Reference.AskAsync(CellOperation.Snapshot).ConfigureAwait(false);
        var reader = new PayloadReader(reply.Content.Span);
        var all = new List<KeyValuePair<TKey, TValue>>();
        for (var left = reader.ReadVarUInt32(); left > 0; left--)
        {
            var key = reader.ReadSpan(reader.ReadCount());
            var value = reader.ReadSpan(reader.ReadCount());
            all.Add(new(withKeys ? Decode<TKey>(key) : default!, Decode<TValue>(value)));
        }
        return all;
    }

    public OutgoingRequest Begin(byte operation, TKey key)
    {
        using var encoded = new PayloadWriter();
        WriteKey(encoded, key);
        return Begin(operation, encoded.WrittenSpan);
    }

    private ValueTask<CellAnswer> DoAsync(byte operation, TKey key) => DoAsync(operation, key, hasValue: false, default!);

    /// <summary>Does an operation on the fast path where there is one, else by the home.</summary>
    private async ValueTask<CellAnswer> DoAsync(byte operation, TKey key, bool hasValue, TValue value, ulong? version = null)
    {
        PendingRequest pending;
        var encoded = SpareWriter.Take(Reference.Largest);
        try
        {
            WriteKey(encoded, key);
            var length = encoded.WrittenCount;
            if (hasValue)
                PayloadCodec<TValue>.Instance.Write(encoded, value);
            if (_fastPath is not null && TryDo(operation, encoded.WrittenSpan, length, version, out var answer))
                return answer;
            pending = Ask(operation, encoded.WrittenSpan, length, version);
        }
        finally
        {
            SpareWriter.Return(encoded);
        }
        try
        {
            return new CellAnswer(await pending.AnswerAsync().ConfigureAwait(false));
        }
        finally
        {
            _fastPath?.EndSlow();
        }
    }

    private bool TryDo(byte operation, ReadOnlySpan<byte> encoded, int keyLength, ulong? version, out CellAnswer answer)
    {
        var copy = CellCopy.Take();
        var tried = _fastPath!.TryDo(operation, encoded[..keyLength], encoded[keyLength..], version, copy, out var done);
        answer = tried ? new CellAnswer(done, copy) : default;
        if (!tried)
            CellCopy.Return(copy);
        return tried;
    }

    private PendingRequest Ask(byte operation, ReadOnlySpan<byte> encoded, int keyLength, ulong? version)
    {
        using var request = Begin(operation, encoded[..keyLength]);
        if (version is { } number)
            request.Body.WriteVarUInt64(number);
        request.Body.WriteSpan(encoded[keyLength..]);
        _fastPath?.BeginSlow();
        try
        {
            var pending = request.Ask();
            _fastPath?.NoteSlow();
            return pending;
        }
        catch
        {
            _fastPath?.EndSlow();
            throw;
        }
    }

    /// <summary>A null key could be stored, and no dictionary that is made of a snapshot could hold it.</summary>
    private static void WriteKey(PayloadWriter writer, TKey key)
    {
        if (key is null)
            throw new ArgumentNullException(nameof(key), "A key may not be null.");
        PayloadCodec<TKey>.Instance.Write(writer, key);
    }

    private OutgoingRequest Begin(byte operation, ReadOnlySpan<byte> key)
    {
        var request = Reference.Begin(operation);
        request.Body.WriteVarUInt32((uint)key.Length);
        request.Body.WriteSpan(key);
        return request;
    }

    private static Versioned Read(in CellAnswer answer) =>
        answer.Found ? new Versioned(true, answer.Version, Decode<TValue>(answer.Value.Span)) : default;

    private static byte[] Encode(TValue value)
    {
        using var writer = new PayloadWriter();
        PayloadCodec<TValue>.Instance.Write(writer, value);
        return writer.WrittenSpan.ToArray();
    }

    private static T Decode<T>(ReadOnlySpan<byte> bytes)
    {
        var reader = new PayloadReader(bytes);
        var value = PayloadCodec<T>.Instance.Read(ref reader);
        reader.RequireEnd();
        return value;
    }
}
