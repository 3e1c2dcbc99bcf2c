using Troupe.Fuzzing.Tests.Engine;
using Troupe.Jobs;
using Troupe.Messages.Errors;
using Troupe.Messages.Jobs;

namespace Troupe.Fuzzing.Tests.Targets;

/// <summary>
/// Errors of jobs, and the exceptions that are made from them: of a type that is known to be one, never of one that the text names.
/// </summary>
internal sealed class ErrorTarget : FuzzTarget
{
    public override string Name => "errors";

    public override IReadOnlyDictionary<string, byte[]> Golden { get; } = new Dictionary<string, byte[]>
    {
        ["Known"] = Encode(new FileNotFoundException("no such file", "a.txt", new InvalidOperationException("inner"))),
        ["Unknown"] = Encode(new FindingException("of a type that no caller knows")),
        ["Aggregate"] = Encode(new AggregateException("two", new TimeoutException("one"), new ArgumentException("other", "name"))),
        ["Lost"] = Details(new WorkerLostException("lost")
        {
            Reason = WorkerLostReason.Crashed,
            Pid = 7,
            Slot = 1,
            Generation = 2,
            ExitCode = 134,
            SignalName = "SIGABRT",
            StandardErrorTail = "last words",
            PeakMemory = 1 << 20
        }),
        ["Poisoned"] = Details(new JobPoisonedException("poisoned")),
        ["OverMemory"] = Details(new MemoryLimitExceededException("over")),
        ["Late"] = Details(new JobTimeoutException("late") { Limit = TimeSpan.FromSeconds(1), Started = true, ManagedStacks = "at F()" }),
    };

    public override void Run(byte[] input, Random random)
    {
        try
        {
            var error = JobFault.Read(input).ToException();
            if (error.GetType().Assembly != typeof(object).Assembly && error is not (JobFailedException or FindingException)
                && error.GetType().Namespace != "Troupe")
            {
                throw new FindingException($"an error became a {error.GetType()}");
            }
        }
        catch (PayloadFormatException)
        {
            // What is documented.
        }
    }

    private static byte[] Details(Exception error) => Frame.Bytes(writer => JobFault.Of(error).Write(writer));

    public static byte[] Encode(Exception error) => Frame.Bytes(writer =>
    {
        writer.WriteByte((byte)FaultKind.Threw);
        RemoteError.From(error).Write(writer);
    });
}
