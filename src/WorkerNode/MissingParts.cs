using System.Collections.Concurrent;
using Troupe.Messages.Errors;

namespace Troupe.WorkerNode;

/// <summary>
/// What the plug-in that this process serves has asked for and no resolver has found. The runtime's own error only names it, so what to
/// do about it is added where the error is told. (To throw something better at once would keep the plug-in's own way of finding
/// things from being asked, and break code that only tries whether something is there.)
/// </summary>
internal static class MissingParts
{
    private const string Advice = "A plug-in needs its packages in its own folder: set "
        + "<EnableDynamicLoading>true</EnableDynamicLoading> in its project and build it again, or use what 'dotnet publish' makes of it.";

    private static readonly ConcurrentDictionary<string, bool> s_names = new(StringComparer.OrdinalIgnoreCase);

    public static void Note(string? name)
    {
        if (name is not null)
            s_names[name] = true;
    }

    /// <summary>The error with what to do, where it is about a part that was missing.</summary>
    public static RemoteError Explain(Exception error, RemoteError told)
    {
        if (s_names.IsEmpty)
            return told;
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            if (IsOfMissing(cause))
            {
                var message = cause.Message;
                return told.With(text => text == message ? $"{text.TrimEnd()} {Advice}" : text, stack => stack);
            }
        }
        return told;
    }

    private static bool IsOfMissing(Exception error) => error switch
    {
        FileNotFoundException { FileName: { } file } => s_names.ContainsKey(file.Split(',')[0]),
        DllNotFoundException => s_names.Keys.Any(name => error.Message.Contains($"'{name}'", StringComparison.Ordinal)),
        _ => false,
    };
}
