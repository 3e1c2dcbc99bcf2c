using Troupe.Messages.Payloads;

namespace Troupe.Jobs.Nested;

/// <summary>Retry policies as they travel: with a pool's settings to its workers, with a submission back.</summary>
internal static class RetryPolicyCodec
{
    private const int MostErrors = 1000;

    public static byte[] Encode(RetryPolicy policy)
    {
        using var writer = new PayloadWriter();
        Write(writer, policy);
        return writer.WrittenSpan.ToArray();
    }

    public static void Write(PayloadWriter writer, RetryPolicy policy)
    {
        writer.WriteUnmanaged((ushort)policy.Attempts);
        writer.WriteByte(policy.RetriesWorkerLoss ? (byte)1 : (byte)0);
        writer.WriteUnmanaged((ushort)policy.PoisonLimit);
        writer.WriteUnmanaged(policy.Backoff.Ticks);
        writer.WriteVarUInt32((uint)policy.Errors.Count);
        foreach (var error in policy.Errors)
            PayloadCodec<string>.Instance.Write(writer, error);
    }

    /// <exception cref="PayloadFormatException">It is no policy.</exception>
    public static RetryPolicy Read(ref PayloadReader reader)
    {
        var attempts = Within(reader.ReadUnmanaged<ushort>());
        var workerLoss = reader.ReadFlag();
        var poisonLimit = Within(reader.ReadUnmanaged<ushort>());
        var backoff = TimeSpan.FromTicks(Math.Max(0, reader.ReadUnmanaged<long>()));
        var count = reader.ReadCount();
        if (count > MostErrors)
            throw new PayloadFormatException($"A policy names {count} types of errors; {MostErrors} is the most.");
        var errors = new List<string>();
        for (var i = 0; i < count; i++)
            errors.Add(PayloadCodec<string>.Instance.Read(ref reader) ?? "");
        return new RetryPolicy(attempts, workerLoss, poisonLimit, backoff, errors);

        static int Within(ushort number) => Math.Clamp((int)number, 1, RetryPolicy.Most);
    }
}
