using Troupe.Cli.Lines;

namespace Troupe.Cli.Map;

/// <summary>Opens the input and the output of a run.</summary>
internal static class MapFiles
{
    /// <exception cref="UsageException">The input is missing or cannot be read.</exception>
    public static Stream OpenInput(MapArguments arguments)
    {
        if (arguments.Input == MapArguments.Standard)
            return Console.OpenStandardInput();
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

    /// <returns>The output, and the items that it holds already.</returns>
    /// <exception cref="UsageException">The output cannot be written, or holds something else than results.</exception>
    public static async Task<(Stream Output, ItemSet Done)> OpenOutputAsync(MapArguments arguments)
    {
        if (arguments.Output == MapArguments.Standard)
            return (Console.OpenStandardOutput(), new ItemSet());
        if (!arguments.Resume)
            return (OutputFile.OpenEmpty(arguments.Output), new ItemSet());
        return await OutputFile.ResumeAsync(arguments.Output, arguments.RetryFailed).ConfigureAwait(false);
    }
}
