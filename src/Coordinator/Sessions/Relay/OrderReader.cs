using Troupe.Jobs.Nested;
using Troupe.Messages.Frames;
using Troupe.Messages.Jobs;
using Troupe.Messages.Payloads;
using Troupe.Platform.Texts;

namespace Troupe.Sessions.Relay;

/// <summary>Reads orders and gives them to a session, in the order in which they come. Not thread-safe.</summary>
/// <param name="session">Takes them.</param>
internal sealed class OrderReader(IWorkerSession session)
{
    private readonly Dictionary<int, ReadOnlyMemory<byte>> _definitions = [];

    /// <summary>Takes one.</summary>
    /// <param name="kind">What it says.</param>
    /// <param name="body">What stands behind its head; kept, and must not change.</param>
    /// <exception cref="PayloadFormatException">It is no order, and nothing was done.</exception>
    public void Take(RelayKind kind, ReadOnlyMemory<byte> body)
    {
        var reader = new PayloadReader(body.Span);
        switch (kind)
        {
            case RelayKind.Define: Define(ref reader, body); break;
            case RelayKind.Assign: Assign(ref reader, body); break;
            case RelayKind.Cancel: Cancel(ref reader); break;
            case RelayKind.Answer: Answer(ref reader); break;
            case RelayKind.Kill: Kill(ref reader); break;
            case RelayKind.ShutDown:
                reader.RequireEnd();
                session.ShutDown();
                break;
            case RelayKind.Terminate:
                reader.RequireEnd();
                session.Terminate();
                break;
            default: throw new PayloadFormatException($"{kind} is no order.");
        }
    }

    private void Define(ref PayloadReader reader, ReadOnlyMemory<byte> body)
    {
        var function = RelayValues.ReadItems(ref reader);
        var definition = RelayValues.ReadBytes(ref reader, body);
        reader.RequireEnd();
        if (!_definitions.TryAdd(function, definition))
            throw new PayloadFormatException($"The function {function} is defined twice.");
    }

    private void Assign(ref PayloadReader reader, ReadOnlyMemory<byte> body)
    {
        var (job, function) = (reader.ReadVarUInt64(), RelayValues.ReadItems(ref reader));
        var (attempt, flags) = (reader.ReadUnmanaged<ushort>(), (RunFlags)reader.ReadByte());
        var (skip, count) = (RelayValues.ReadItems(ref reader), RelayValues.ReadItems(ref reader));
        var limit = RelayHead.ReadNumber(ref reader);
        var arguments = RelayValues.ReadBytes(ref reader, body);
        reader.RequireEnd();
        if (job == 0 || attempt == 0 || (flags & ~Submission.KnownFlags) != 0 || skip > count)
        {
            throw new PayloadFormatException(
                $"Invalid assignment: job {job}, attempt {attempt}, flags {(byte)flags}, skip {skip} of {count} items.");
        }

        if (!_definitions.TryGetValue(function, out var definition))
            throw new PayloadFormatException($"Job {job} is of the function {function}, which is not defined.");
        session.Assign(new Assignment(job, function, definition, arguments)
        {
            Attempt = attempt,
            Flags = flags,
            Skip = skip,
            Count = count,
            Timeout = limit > 0 ? TimeSpan.FromTicks(limit) : null,
        });
        session.Flush();
    }

    private void Cancel(ref PayloadReader reader)
    {
        var job = reader.ReadVarUInt64();
        reader.RequireEnd();
        session.Cancel(job);
    }

    private void Answer(ref PayloadReader reader)
    {
        var (submission, kind, last) = (reader.ReadVarUInt64(), (FrameKind)reader.ReadByte(), reader.ReadFlag());
        var payload = RelayValues.ReadBytes(ref reader).ToArray();
        reader.RequireEnd();
        if (!OrderCodec.IsAnswer(kind))
            throw new PayloadFormatException($"{kind} is no answer to a job that has submitted another.");
        session.Answer(new NestedAnswer(submission, kind, payload, last));
    }

    private void Kill(ref PayloadReader reader)
    {
        var (why, planned) = (RelayValues.ReadText(ref reader), reader.ReadFlag());
        reader.RequireEnd();
        session.Kill(PrintableText.Escape(why), planned);
    }
}
