using Troupe.Messages.Jobs;
using Troupe.Messages.Payloads;
using Troupe.Platform.Texts;

namespace Troupe.Jobs.Nested;

/// <summary>A job as it travels from the job that submits it to the coordinator.</summary>
internal readonly record struct Submission(
    JobOptions Options,
    RunFlags Flags,
    int Skip,
    int Count,
    byte[] Definition,
    string DisplayName,
    byte[] Arguments)
{
    /// <summary>Which attempt it is, from 1: a job tries its own items again by submitting them again.</summary>
    public ushort Attempt { get; init; } = 1;

    /// <summary>All flags that there are.</summary>
    public const RunFlags KnownFlags =
        RunFlags.Chunk | RunFlags.TupleItems | RunFlags.Timed | RunFlags.JsonItems | RunFlags.TextItems | RunFlags.Caller;

    public static void Write(PayloadWriter writer, Job job)
    {
        var (definition, arguments) = (job.Function.Definition.ToArray(), job.Arguments.ToArray());
        new Submission(job.Options, job.Flags, job.Skip, job.Count, definition, job.Name, arguments) { Attempt = job.Attempt }.Write(
            writer);
    }

    public void Write(PayloadWriter writer)
    {
        writer.WriteUnmanaged(Options.Timeout?.Ticks ?? 0);
        writer.WriteUnmanaged(Options.QueueTimeout?.Ticks ?? 0);
        writer.WriteUnmanaged((sbyte)Options.Priority);
        RetryPolicyCodec.Write(writer, Options.Policy);
        writer.WriteUnmanaged(Attempt);
        writer.WriteUnmanaged((byte)Flags);
        writer.WriteUnmanaged(Skip);
        writer.WriteUnmanaged(Count);
        PayloadCodec<string>.Instance.Write(writer, DisplayName);
        PayloadCodec<byte[]>.Instance.Write(writer, Definition);
        PayloadCodec<byte[]>.Instance.Write(writer, Arguments);
    }

    public static Submission Read(ReadOnlySpan<byte> message)
    {
        var reader = new PayloadReader(message);
        var options = new JobOptions
        {
            Timeout = TimeOf(reader.ReadUnmanaged<long>()),
            QueueTimeout = TimeOf(reader.ReadUnmanaged<long>()),
            Priority = (JobPriority)Math.Clamp(reader.ReadUnmanaged<sbyte>(), (sbyte)JobPriority.Low, (sbyte)JobPriority.High),
            Retry = RetryPolicyCodec.Read(ref reader),
        };
        var attempt = Math.Max((ushort)1, reader.ReadUnmanaged<ushort>());
        var flags = (RunFlags)reader.ReadUnmanaged<byte>();
        var (skip, count) = (reader.ReadUnmanaged<int>(), reader.ReadUnmanaged<int>());
        if ((flags & ~KnownFlags) != 0)
            throw new PayloadFormatException($"Invalid submission: unknown flags {(byte)flags}.");
        if (skip < 0 || count < 0 || skip > count)
            throw new PayloadFormatException($"Invalid submission: skip {skip} of {count} items.");
        var name = PayloadCodec<string>.Instance.Read(ref reader);
        var definition = PayloadCodec<byte[]>.Instance.Read(ref reader);
        var arguments = PayloadCodec<byte[]>.Instance.Read(ref reader);
        reader.RequireEnd();
        if ((flags & RunFlags.Caller) != 0)
            CallerState.Check(arguments);
        // It goes to logs and errors of a process that has no reason to trust it.
        name = PrintableText.Escape(name ?? throw new PayloadFormatException("A submission has no name."));
        return new Submission(options with { Name = name }, flags, skip, count, definition ?? [], name, arguments ?? [])
        {
            Attempt = attempt
        };
    }

    private static TimeSpan? TimeOf(long ticks) => ticks > 0 ? TimeSpan.FromTicks(ticks) : null;
}
