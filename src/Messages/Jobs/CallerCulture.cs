using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using Troupe.Messages.Payloads;

namespace Troupe.Messages.Jobs;

/// <summary>
/// The cultures of the code that submitted a job: their names, and what the program has changed in their formats. One whose names a system
/// does not know is an error of the job.
/// </summary>
internal static class CallerCulture
{
    /// <summary>Characters of the longest name that a culture can have.</summary>
    private const int LongestName = 85;

    /// <summary>More than there are.</summary>
    private const int MostCultures = 2048;

    private static readonly ConcurrentDictionary<string, CultureInfo> s_known = new();

    private static readonly SearchValues<char> s_nameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_@=;");

    /// <summary>Encodes both cultures.</summary>
    /// <param name="writer">Gets them.</param>
    /// <param name="culture">The culture of formats.</param>
    /// <param name="ui">The culture of texts.</param>
    public static void Write(PayloadWriter writer, CultureInfo culture, CultureInfo ui)
    {
        PayloadCodec<string>.Instance.Write(writer, culture.Name);
        PayloadCodec<string>.Instance.Write(writer, ui.Name);
        CultureFormats.Write(writer, culture);
    }

    /// <summary>Decodes both, as read-only cultures.</summary>
    /// <param name="bytes">All of their bytes.</param>
    /// <exception cref="PayloadFormatException">They are none.</exception>
    /// <exception cref="CultureNotFoundException">This system does not know a name.</exception>
    public static (CultureInfo Culture, CultureInfo Ui) Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new PayloadReader(bytes);
        var (name, ui) = (Name(ref reader), Name(ref reader));
        var culture = Find(name);
        if (CultureFormats.Read(ref reader, culture) is { } changed)
            culture = changed;
        reader.RequireEnd();
        return (culture, Find(ui));
    }

    /// <summary>Checks the form without looking for a culture.</summary>
    /// <param name="bytes">All of the bytes.</param>
    /// <exception cref="PayloadFormatException">They are no cultures.</exception>
    internal static void Check(ReadOnlySpan<byte> bytes)
    {
        var reader = new PayloadReader(bytes);
        _ = Name(ref reader);
        _ = Name(ref reader);
        _ = CultureFormats.Read(ref reader, culture: null);
        reader.RequireEnd();
    }

    /// <summary>A program that is set to have no culture data, as a plug-in may be, knows the invariant culture only.</summary>
    private static bool IsInvariant { get; } =
        AppContext.TryGetSwitch("System.Globalization.Invariant", out var on) ? on
        : Environment.GetEnvironmentVariable("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT") is "1" or "true";

    /// <summary>The framework keeps each culture that was ever asked for, and asking is up to others.</summary>
    private static CultureInfo Find(string name)
    {
        if (s_known.TryGetValue(name, out var known))
            return known;
        return s_known.Count < MostCultures
            ? s_known.GetOrAdd(name, Make)
            : throw new CultureNotFoundException(
                nameof(name), name, $"This worker process has seen {MostCultures} cultures and takes no further one.");
    }

    private static CultureInfo Make(string name)
    {
        try
        {
            return CultureInfo.GetCultureInfo(name);
        }
        catch (CultureNotFoundException) when (IsInvariant)
        {
            return CultureInfo.InvariantCulture; // As the program is set.
        }
    }

    private static string Name(ref PayloadReader reader)
    {
        var name = PayloadCodec<string?>.Instance.Read(ref reader);
        if (name is null || name.Length > LongestName || name.AsSpan().ContainsAnyExcept(s_nameCharacters))
            throw new PayloadFormatException("A job's culture has a name that no culture has.");
        return name;
    }
}
