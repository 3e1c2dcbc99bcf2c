using System.CommandLine;
using System.CommandLine.Parsing;
using Troupe.Cli.Streams;

namespace Troupe.Cli.Map;

/// <summary>The <c>troupe map</c> command: reads the command line, and hands over to <see cref="MapRun"/>.</summary>
internal static class MapCommand
{
    private static readonly Argument<string> s_assembly = new("assembly")
    {
        Description = "The .NET assembly (.dll) that holds the function. It is loaded by the workers only."
    };

    private static readonly Argument<string> s_function = new("function")
    {
        Description = "Namespace.Type.Method: a public static method with one parameter."
    };

    private static readonly Option<string> s_input = new(
        "--input",
        "-i")
    {
        Description = "Where the items come from, one a line; - is standard input. A string parameter gets the line as it is, any other "
        + "type reads it as JSON.",
        HelpName = "FILE|-",
        DefaultValueFactory = _ => MapArguments.Standard
    };

    private static readonly Option<string> s_output = new("--output", "-o")
    {
        Description = "Where the results go, one JSON object a line; - is standard output.",
        HelpName = "FILE|-",
        DefaultValueFactory = _ => MapArguments.Standard
    };

    private static readonly Option<bool> s_null = new("--null", "-0")
    {
        Description = "Items end with a NUL instead of a line feed, as find -print0 writes them; nothing is cut off.",
    };

    private static readonly Option<bool> s_withItems = new("--with-items") { Description = "Put each item into the line of its result." };

    private static readonly Option<int?> s_workers = new("--workers", "-w")
    {
        Description = "Worker processes. Default: one per processor.",
        HelpName = "N"
    };

    private static readonly Option<MemoryLimit?> s_memoryLimit = new("--memory-limit", "-m")
    {
        Description = "The memory one worker may hold, such as 512MiB, or 20% of the container's or the machine's; above it the item "
            + "fails and the worker is replaced. Default: no limit.",
        HelpName = "LIMIT",
        CustomParser = ReadMemoryLimit,
    };

    private static readonly Option<int?> s_chunk = new("--chunk")
    {
        Description = "Items a worker is given at once. Default: found by measuring.",
        HelpName = "N"
    };

    private static readonly Option<double?> s_timeout = new("--timeout")
    {
        Description = "The longest one item may run; then it fails and its worker is replaced.",
        HelpName = "SECONDS"
    };

    private static readonly Option<int?> s_retries = new("--retries")
    {
        Description = "How often an item is tried again when its worker dies.",
        HelpName = "N"
    };

    private static readonly Option<bool> s_unordered = new("--unordered")
    {
        Description = "Write each result as soon as it is there; index tells which item it is of."
    };

    private static readonly Option<bool> s_keepGoing = new("--keep-going", "-k")
    {
        Description = "Go on when an item fails, or a line is not an item. The exit code is still 1."
    };

    private static readonly Option<bool> s_resume = new("--resume")
    {
        Description = "Skip the items that the output file already holds, whatever their order, and append. Failed ones count as done.",
    };

    private static readonly Option<bool> s_retryFailed =
        new("--retry-failed") { Description = "With --resume: run the failed items again." };

    private static readonly Option<string?> s_config = new("--config")
    {
        Description = "A file with settings of the pool: HOCON (.conf) or JSON. The command line goes before it.",
        HelpName = "FILE"
    };

    public static Command Create(StandardStreams streams)
    {
        AtLeast(s_workers, 1, 1024);
        AtLeast(s_chunk, 1, int.MaxValue);
        AtLeast(s_retries, 0, 999);
        s_timeout.Validators.Add(CheckTimeout);
        var command = new Command("map", "Runs a function for every line of the input, on all workers.")
        {
            s_assembly, s_function, s_input, s_output, s_null, s_withItems, s_workers, s_memoryLimit, s_chunk, s_timeout, s_retries,
            s_unordered, s_keepGoing, s_resume, s_retryFailed, s_config,
        };
        command.SetAction((parsed, _) => MapRun.RunAsync(Read(parsed), streams));
        return command;
    }

    private static MapArguments Read(ParseResult parsed) => new()
    {
        Assembly = parsed.GetRequiredValue(s_assembly),
        Function = parsed.GetRequiredValue(s_function),
        Input = parsed.GetRequiredValue(s_input),
        Output = parsed.GetRequiredValue(s_output),
        Null = parsed.GetValue(s_null),
        WithItems = parsed.GetValue(s_withItems),
        Workers = parsed.GetValue(s_workers),
        MemoryLimit = parsed.GetValue(s_memoryLimit),
        Chunk = parsed.GetValue(s_chunk),
        Timeout = parsed.GetValue(s_timeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        Retries = parsed.GetValue(s_retries),
        Unordered = parsed.GetValue(s_unordered),
        KeepGoing = parsed.GetValue(s_keepGoing),
        Resume = parsed.GetValue(s_resume),
        RetryFailed = parsed.GetValue(s_retryFailed),
        Config = parsed.GetValue(s_config),
    };

    private static void AtLeast(Option<int?> option, int least, int most) => option.Validators.Add(result =>
    {
        if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var value) && (value < least || value > most))
            result.AddError($"{option.Name} is {value}; it must be {(most == int.MaxValue ? $"at least {least}" : $"{least} to {most}")}.");
    });

    private static MemoryLimit? ReadMemoryLimit(ArgumentResult result)
    {
        var text = result.Tokens[^1].Value;
        if (!MemoryLimit.TryParse(text, null, out var limit))
            result.AddError($"--memory-limit is {text}; it must be {MemoryLimit.Expected}.");
        else if (!ProcessPoolOptions.IsEnough(limit))
            result.AddError($"--memory-limit is {limit.Explained}; it must be {ProcessPoolOptions.MemoryRule}.");
        return limit;
    }

    private static void CheckTimeout(OptionResult result)
    {
        // Timers end at 2^32 - 2 milliseconds.
        if (result.Tokens.Count == 1 && double.TryParse(result.Tokens[0].Value, out var value) && !(value is >= 0.001 and < 4_294_967))
            result.AddError($"--timeout is {result.Tokens[0].Value}; it must be 0.001 to 4294966 seconds.");
    }
}
