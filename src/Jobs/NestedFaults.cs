using Troupe.Messages.Errors;
using Troupe.Messages.Payloads;

namespace Troupe.Jobs;

/// <summary>
/// The coordinator's own errors as a job sees them that had submitted another job: same types, same texts, and of lost workers and time
/// limits the same properties, which travel behind the error.
/// </summary>
internal static class NestedFaults
{
    private const byte OfLoss = 1;
    private const byte OfTimeout = 2;

    private static readonly Dictionary<string, Func<string, Exception>> s_known = new()
    {
        [typeof(QueueFullException).FullName!] = text => new QueueFullException(text),
        [typeof(PoolClosedException).FullName!] = text => new PoolClosedException(text),
        [typeof(PoolUnavailableException).FullName!] = text => new PoolUnavailableException(text),
        [typeof(PoolStartException).FullName!] = text => new PoolStartException(text),
        [typeof(PayloadFormatException).FullName!] = text => new PayloadFormatException(text),
        [typeof(OperationCanceledException).FullName!] = text => new OperationCanceledException(text),
    };

    /// <summary>Whether an error is one of those that are rebuilt here.</summary>
    public static bool IsOwn(Exception error) =>
        error is WorkerLostException or JobTimeoutException || s_known.ContainsKey(error.GetType().FullName!);

    /// <param name="error">The error.</param>
    /// <param name="details">What came behind it; empty when nothing did.</param>
    public static Exception Rebuild(RemoteError error, ReadOnlySpan<byte> details)
    {
        try
        {
            return Lost(error, details) ?? (s_known.TryGetValue(error.TypeName, out var make)
                ? make(error.Message)
                : new JobFailedException(error));
        }
        catch (PayloadFormatException)
        {
            // No coordinator writes such details; the error is still reported.
            return new JobFailedException(error);
        }
    }

    /// <summary>Appends what the text of an error does not tell.</summary>
    public static void WriteDetails(PayloadWriter writer, Exception error)
    {
        switch (error)
        {
            case WorkerLostException lost:
                writer.WriteByte(OfLoss);
                writer.WriteByte((byte)lost.Reason);
                WritePlace(writer, lost.Pid, lost.Slot, lost.Generation);
                WriteFlag(writer, lost.ExitCode is not null);
                writer.WriteUnmanaged(lost.ExitCode ?? 0);
                PayloadCodec<string>.Instance.Write(writer, lost.SignalName ?? "");
                PayloadCodec<string>.Instance.Write(writer, lost.StandardErrorTail);
                writer.WriteUnmanaged(lost.PeakMemory);
                WriteFlag(writer, lost.MayHaveRun);
                break;
            case JobTimeoutException late:
                writer.WriteByte(OfTimeout);
                writer.WriteUnmanaged(late.Limit?.Ticks ?? 0);
                WriteFlag(writer, late.Started);
                WritePlace(writer, late.Pid, late.Slot, late.Generation);
                PayloadCodec<string>.Instance.Write(writer, late.ManagedStacks);
                break;
        }
    }

    private static Exception? Lost(RemoteError error, ReadOnlySpan<byte> details)
    {
        var reader = new PayloadReader(details);
        var kind = details.IsEmpty ? (byte)0 : reader.ReadByte();
        return error.TypeName switch
        {
            "Troupe.WorkerLostException" => kind == OfLoss ? ReadLoss(ref reader, error.Message) : new WorkerLostException(error.Message),
            "Troupe.MemoryLimitExceededException" => kind == OfLoss
                ? ReadLoss(ref reader, error.Message, memory: true)
                : new MemoryLimitExceededException(error.Message),
            "Troupe.JobPoisonedException" => kind == OfLoss
                ? ReadPoison(ref reader, error.Message)
                : new JobPoisonedException(error.Message),
            "Troupe.JobTimeoutException" => kind == OfTimeout
                ? ReadTimeout(ref reader, error.Message)
                : new JobTimeoutException(error.Message),
            _ => null,
        };
    }

    private static JobPoisonedException ReadPoison(ref PayloadReader reader, string text)
    {
        var last = ReadLoss(ref reader, text);
        return new JobPoisonedException(text)
        {
            Reason = last.Reason,
            Pid = last.Pid,
            Slot = last.Slot,
            Generation = last.Generation,
            ExitCode = last.ExitCode,
            SignalName = last.SignalName,
            StandardErrorTail = last.StandardErrorTail,
            PeakMemory = last.PeakMemory,
            MayHaveRun = last.MayHaveRun,
        };
    }

    private static WorkerLostException ReadLoss(ref PayloadReader reader, string text, bool memory = false)
    {
        var reason = (WorkerLostReason)reader.ReadByte();
        var (pid, slot, generation) = ReadPlace(ref reader);
        var (known, code) = (reader.ReadFlag(), reader.ReadUnmanaged<int>());
        var signal = PayloadCodec<string>.Instance.Read(ref reader);
        var tail = PayloadCodec<string>.Instance.Read(ref reader);
        var (peak, ran) = (reader.ReadUnmanaged<long>(), reader.ReadFlag());
        reason = Enum.IsDefined(reason) ? reason : WorkerLostReason.Unknown;
        int? exit = known ? code : null;
        signal = string.IsNullOrEmpty(signal) ? null : signal;
        return memory
            ? new MemoryLimitExceededException(text)
            {
                Reason = reason,
                Pid = pid,
                Slot = slot,
                Generation = generation,
                ExitCode = exit,
                SignalName = signal,
                StandardErrorTail = tail ?? "",
                PeakMemory = peak,
                MayHaveRun = ran
            }
            : new WorkerLostException(text)
            {
                Reason = reason,
                Pid = pid,
                Slot = slot,
                Generation = generation,
                ExitCode = exit,
                SignalName = signal,
                StandardErrorTail = tail ?? "",
                PeakMemory = peak,
                MayHaveRun = ran
            };
    }

    private static JobTimeoutException ReadTimeout(ref PayloadReader reader, string text)
    {
        var (limit, started) = (reader.ReadUnmanaged<long>(), reader.ReadFlag());
        var (pid, slot, generation) = ReadPlace(ref reader);
        var stacks = PayloadCodec<string>.Instance.Read(ref reader);
        return new JobTimeoutException(text)
        {
            Limit = limit > 0 ? TimeSpan.FromTicks(limit) : null,
            Started = started,
            Pid = pid,
            Slot = slot,
            Generation = generation,
            ManagedStacks = stacks ?? ""
        };
    }

    private static void WritePlace(PayloadWriter writer, int pid, int slot, int generation)
    {
        writer.WriteUnmanaged(pid);
        writer.WriteUnmanaged(slot);
        writer.WriteUnmanaged(generation);
    }

    private static (int Pid, int Slot, int Generation) ReadPlace(ref PayloadReader reader) =>
        (reader.ReadUnmanaged<int>(), reader.ReadUnmanaged<int>(), reader.ReadUnmanaged<int>());

    private static void WriteFlag(PayloadWriter writer, bool flag) => writer.WriteByte(flag ? (byte)1 : (byte)0);
}
