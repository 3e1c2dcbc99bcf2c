using Troupe.Cli.Exits;
using Troupe.Cli.Lines;
using Troupe.Cli.Streams;

namespace Troupe.Cli.Map;

/// <summary>Opens the input and the output of a run.</summary>
internal static class MapFiles
{
    /// <exception cref="UsageException">The input is missing or cannot be read.</exception>
    public static Stream OpenInput(MapArguments arguments, StandardStreams streams)
    {
        if (arguments.Input == MapArguments.Standard)
            return streams.HasInput ? streams.Input : throw new UsageException("Standard input is closed. Give --input FILE.");
        if (Directory.Exists(arguments.Input))
            throw new UsageException($"The input '{arguments.Input}' is a folder. Give a file that has one item a line.");
        try
        {
            return new FileStream(arguments.Input, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UsageException($"There is no input file '{arguments.Input}'.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"The input file '{arguments.Input}' cannot be read: {error.Message}", error);
        }
    }

    /// <param name="arguments">What was asked for.</param>
    /// <param name="streams">This process's streams.</param>
    /// <param name="done">Gets the items that the output holds already.</param>
    /// <exception cref="UsageException">The output cannot be written, or holds something else than results.</exception>
    public static async Task<IResultOutput> OpenOutputAsync(MapArguments arguments, StandardStreams streams, DoneItems done)
    {
        if (arguments.Output == MapArguments.Standard)
        {
            return streams.HasOutput
                ? new StandardOutput(streams.Output)
                : throw new UsageException("Standard output is closed. Give --output FILE.");
        }

        return arguments.Resume
            ? await OutputFile.ToResumeAsync(arguments.Output, arguments.RetryFailed, done).ConfigureAwait(false)
            : OutputFile.ToOverwrite(arguments.Output);
    }
}
