using System.CommandLine;
using System.CommandLine.Parsing;
using Troupe.Cli.Streams;

namespace Troupe.Cli.Map;

/// <summary>The <c>troupe map</c> command: reads the command line, and hands over to <see cref="MapRun"/>.</summary>
internal static class MapCommand
{
    private static readonly Argument<string> Assembly = new("assembly") { Description = "The .NET assembly (.dll) that holds the function. It is loaded by the workers only." };

    private static readonly Argument<string> Function = new("function") { Description = "Namespace.Type.Method: a public static method with one parameter." };

    private static readonly Option<string> Input = new("--input", "-i") { Description = "Where the items come from, one a line; - is standard input. A string parameter gets the line as it is, any other type reads it as JSON.", HelpName = "FILE|-", DefaultValueFactory = _ => MapArguments.Standard };

    private static readonly Option<string> Output = new("--output", "-o") { Description = "Where the results go, one JSON object a line; - is standard output.", HelpName = "FILE|-", DefaultValueFactory = _ => MapArguments.Standard };

    private static readonly Option<bool> Null = new("--null", "-0")
    {
        Description = "Items end with a NUL instead of a line feed, as find -print0 writes them; nothing is cut off.",
    };

    private static readonly Option<bool> WithItems = new("--with-items") { Description = "Put each item into the line of its result." };

    private static readonly Option<int?> Workers = new("--workers", "-w") { Description = "Worker processes. Default: one per processor.", HelpName = "N" };

    private static readonly Option<int?> Chunk = new("--chunk") { Description = "Items a worker is given at once. Default: found by measuring.", HelpName = "N" };

    private static readonly Option<double?> Timeout = new("--timeout") { Description = "The longest one item may run; then it fails and its worker is replaced.", HelpName = "SECONDS" };

    private static readonly Option<int?> Retries = new("--retries") { Description = "How often an item is tried again when its worker dies.", HelpName = "N" };

    private static readonly Option<bool> Unordered = new("--unordered") { Description = "Write each result as soon as it is there; index tells which item it is of." };

    private static readonly Option<bool> KeepGoing = new("--keep-going", "-k") { Description = "Go on when an item fails, or a line is none. The exit code is 1 all the same." };

    private static readonly Option<bool> Resume = new("--resume")
    {
        Description = "Skip the items that the output file already holds, whatever their order, and append. Failed ones count as done.",
    };

    private static readonly Option<bool> RetryFailed = new("--retry-failed") { Description = "With --resume: run the failed items again." };

    private static readonly Option<string?> Config = new("--config") { Description = "A file with settings of the pool: HOCON (.conf) or JSON. The command line goes before it.", HelpName = "FILE" };

    public static Command Create(StandardStreams streams)
    {
        AtLeast(Workers, 1, 1024);
        AtLeast(Chunk, 1, int.MaxValue);
        AtLeast(Retries, 0, 999);
        Timeout.Validators.Add(CheckTimeout);
        var command = new Command("map", "Runs a function for every line of the input, on all workers.")
        {
            Assembly, Function, Input, Output, Null, WithItems, Workers, Chunk, Timeout, Retries, Unordered, KeepGoing, Resume, RetryFailed,
            Config,
        };
        command.SetAction((parsed, _) => MapRun.RunAsync(Read(parsed), streams));
        return command;
    }

    private static MapArguments Read(ParseResult parsed) => new()
    {
        Assembly = parsed.GetRequiredValue(Assembly),
        Function = parsed.GetRequiredValue(Function),
        Input = parsed.GetRequiredValue(Input),
        Output = parsed.GetRequiredValue(Output),
        Null = parsed.GetValue(Null),
        WithItems = parsed.GetValue(WithItems),
        Workers = parsed.GetValue(Workers),
        Chunk = parsed.GetValue(Chunk),
        Timeout = parsed.GetValue(Timeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        Retries = parsed.GetValue(Retries),
        Unordered = parsed.GetValue(Unordered),
        KeepGoing = parsed.GetValue(KeepGoing),
        Resume = parsed.GetValue(Resume),
        RetryFailed = parsed.GetValue(RetryFailed),
        Config = parsed.GetValue(Config),
    };

    private static void AtLeast(Option<int?> option, int least, int most) => option.Validators.Add(result =>
    {
        if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var value) && (value < least || value > most))
            result.AddError($"{option.Name} is {value}; it must be {(most == int.MaxValue ? $"at least {least}" : $"{least} to {most}")}.");
    });

    private static void CheckTimeout(OptionResult result)
    {
        // Timers end at 2^32 - 2 milliseconds.
        if (result.Tokens.Count == 1 && double.TryParse(result.Tokens[0].Value, out var value) && !(value is >= 0.001 and < 4_294_967))
            result.AddError($"--timeout is {result.Tokens[0].Value}; it must be 0.001 to 4294966 seconds.");
    }
}
