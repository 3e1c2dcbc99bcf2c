using Troupe.Messages.Payloads;

namespace Troupe.Shared.Cells;

/// <summary>One side of the conversation with an object made of cells; what dictionary, list and value have in common.</summary>
/// <typeparam name="TKey">What a cell is found by.</typeparam>
/// <typeparam name="TValue">What is in it.</typeparam>
internal readonly struct CellClient<TKey, TValue>(SharedReference reference)
{
    public SharedReference Reference => reference;

    /// <summary>A value and its version.</summary>
    public readonly record struct Versioned(bool Found, ulong Version, TValue Value);

    public async Task<Versioned> FindAsync(TKey key) => Read(await Ask(CellOperation.Get, key).AnswerAsync().ConfigureAwait(false));

    /// <returns>False when there can be no such key.</returns>
    public async Task<bool> SetAsync(TKey key, TValue value) =>
        (await AskWithValue(CellOperation.Set, key, null, value).AnswerAsync().ConfigureAwait(false)).Code == ReplyCode.Done;

    /// <summary>Sets the value if it is still of that version; 0 means that there must be none.</summary>
    /// <returns>Whether it was set, and if not, what is there.</returns>
    public async Task<(bool Done, Versioned Present)> ReplaceAsync(TKey key, ulong version, TValue value)
    {
        var reply = await AskWithValue(CellOperation.Replace, key, version, value).AnswerAsync().ConfigureAwait(false);
        return reply.Code == ReplyCode.Done ? (true, default) : (false, Read(reply));
    }

    public async Task<Versioned> RemoveAsync(TKey key, ulong version = 0)
    {
        PendingRequest pending;
        using (var request = Begin(CellOperation.Remove, key))
        {
            request.Body.WriteVarUInt64(version);
            pending = request.Ask();
        }
        var reply = await pending.AnswerAsync().ConfigureAwait(false);
        return reply.Code == ReplyCode.Done ? Read(reply) : default;
    }

    /// <summary>Changes a value by a function of the old one; tries again with the newer value when somebody else was faster.</summary>
    /// <param name="key">Where it is.</param>
    /// <param name="present">What is there.</param>
    /// <param name="change">Gives the new value.</param>
    /// <returns>The new value; not found when the cell is gone.</returns>
    public async Task<Versioned> UpdateAsync(TKey key, Versioned present, Func<TValue, TValue> change)
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
            var reply = await Ask(CellOperation.Get, key).AnswerAsync().ConfigureAwait(false);
            if (reply.Code != ReplyCode.Done || !IsEncodedAs(reply, wanted, out var version))
                return false;
            var (done, _) = await ReplaceAsync(key, version, value).ConfigureAwait(false);
            if (done)
                return true;
        }
    }

    public async Task<int> CountAsync() =>
        BitConverter.ToInt32((await reference.AskAsync(CellOperation.Count).ConfigureAwait(false)).Content.Span);

    public async Task ClearAsync() => await reference.AskAsync(CellOperation.Clear).ConfigureAwait(false);

    public async Task<List<KeyValuePair<TKey, TValue>>> SnapshotAsync(bool withKeys)
    {
        var reply = await reference.AskAsync(CellOperation.Snapshot).ConfigureAwait(false);
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
        var request = reference.Begin(operation);
        using var encoded = new PayloadWriter();
        PayloadCodec<TKey>.Instance.Write(encoded, key);
        request.Body.WriteVarUInt32((uint)encoded.WrittenCount);
        request.Body.WriteSpan(encoded.WrittenSpan);
        return request;
    }

    private PendingRequest Ask(byte operation, TKey key)
    {
        using var request = Begin(operation, key);
        return request.Ask();
    }

    private PendingRequest AskWithValue(byte operation, TKey key, ulong? version, TValue value)
    {
        using var request = Begin(operation, key);
        if (version is { } number)
            request.Body.WriteVarUInt64(number);
        PayloadCodec<TValue>.Instance.Write(request.Body, value);
        return request.Ask();
    }

    private static Versioned Read(in Reply reply)
    {
        if (reply.Content.IsEmpty)
            return default;
        var reader = new PayloadReader(reply.Content.Span);
        var version = reader.ReadVarUInt64();
        return new Versioned(true, version, Decode<TValue>(reader.Rest));
    }

    private static bool IsEncodedAs(in Reply reply, byte[] wanted, out ulong version)
    {
        var reader = new PayloadReader(reply.Content.Span);
        version = reader.ReadVarUInt64();
        return reader.Rest.SequenceEqual(wanted);
    }

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
