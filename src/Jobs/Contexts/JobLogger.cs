using Microsoft.Extensions.Logging;
using Troupe.Links.Jobs;
using Troupe.Messages.Errors;
using Troupe.Messages.Logs;

namespace Troupe.Jobs.Contexts;

/// <summary>The logger that a job has: what it is given travels to the pool's own, with template, values, exception and scopes.</summary>
internal sealed class JobLogger(JobScope scope) : ILogger
{
    private const string TemplateName = "{OriginalFormat}";

    private static readonly LoggerExternalScopeProvider s_scopes = new();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => s_scopes.Push(new OpenScope(scope, state));

    public bool IsEnabled(LogLevel logLevel) => scope.IsLogged((int)logLevel);

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        if (!IsEnabled(logLevel))
            return;
        var scopes = new List<LogText>();
        s_scopes.ForEachScope(Add, (scope, scopes));
        var error = exception is null ? null : RemoteError.From(exception);
        scope.Log(
            new JobLogEntry((byte)logLevel, eventId.Id, eventId.Name, TextOf(formatter(state, exception) ?? "", state), error, scopes));
    }

    /// <summary>A scope that a job has left open is not the next job's.</summary>
    private static void Add(object? open, (JobScope Job, List<LogText> Into) of)
    {
        if (open is OpenScope one && one.Job == of.Job)
            of.Into.Add(TextOf(TextOf(one.State), one.State));
    }

    private static LogText TextOf(string text, object? state)
    {
        string? template = null;
        var values = new List<KeyValuePair<string, object?>>();
        try
        {
            foreach (var (name, value) in state as IEnumerable<KeyValuePair<string, object?>> ?? [])
            {
                if (name == TemplateName)
                    template = value as string;
                else
                    values.Add(new KeyValuePair<string, object?>(name ?? "", value));
            }
        }
        catch (Exception)
        {
            // The state is the user's. The line is there, and the values that it gave until then.
        }
        return new LogText(text, template, values);
    }

    private static string TextOf(object state)
    {
        try
        {
            return state.ToString() ?? "";
        }
        catch (Exception error)
        {
            return $"(its text threw {error.GetType().FullName})";
        }
    }

    private sealed record OpenScope(JobScope Job, object State);
}
