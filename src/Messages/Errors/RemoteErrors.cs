using System.Runtime.ExceptionServices;

namespace Troupe.Messages.Errors;

/// <summary>Turns remote errors back into exceptions. Thread-safe.</summary>
internal static class RemoteErrors
{
    /// <summary>
    /// The job's own exception, when its type is in the table of known framework exceptions or offered by
    /// <paramref name="userTypes"/>; otherwise null. Its stack is the worker's. Inner errors of unknown types become
    /// <see cref="JobFailedException"/>.
    /// </summary>
    /// <param name="error">What came back.</param>
    /// <param name="userTypes">Finds the factory of a user's exception type by full name, or null. See
    /// <see cref="UserExceptions"/>.</param>
    public static Exception? TryRebuild(RemoteError error, Func<string, Func<string, Exception?, Exception>?>? userTypes = null)
    {
        ArgumentNullException.ThrowIfNull(error);
        Exception? rebuilt;
        try
        {
            rebuilt = Create(error, userTypes);
        }
        catch (Exception)
        {
            // A user's constructor may refuse the text; the caller then gets the text as JobFailedException.
            return null;
        }

        if (rebuilt is null)
            return null;

        rebuilt.HResult = error.HResult;
        return rebuilt.StackTrace is null ? ExceptionDispatchInfo.SetRemoteStackTrace(rebuilt, error.StackTrace) : rebuilt;
    }

    /// <summary>The job's own exception as by <see cref="TryRebuild"/>, or else a <see cref="JobFailedException"/>.</summary>
    public static Exception Rebuild(RemoteError error, Func<string, Func<string, Exception?, Exception>?>? userTypes = null) =>
        TryRebuild(error, userTypes)
        ?? ExceptionDispatchInfo.SetRemoteStackTrace(
            new JobFailedException(error, error.Inner is { } inner ? Rebuild(inner, userTypes) : null), error.StackTrace);

    /// <summary>Whether an error and all inside it are the framework's, so that no code of the program's is needed to rebuild
    /// them.</summary>
    /// <param name="error">What came back.</param>
    public static bool AreKnown(RemoteError error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return (error.IsAggregate || KnownExceptions.Find(error.TypeName) is not null)
            && (error.Inner is null || AreKnown(error.Inner))
            && error.Children.All(AreKnown);
    }

    private static Exception? Create(RemoteError error, Func<string, Func<string, Exception?, Exception>?>? userTypes)
    {
        if (error.IsAggregate && error.TypeName == typeof(AggregateException).FullName)
        {
            // The aggregate repeats its children's messages behind its own.
            var repeated = error.Message.IndexOf(" (", StringComparison.Ordinal);
            return new AggregateException(
                repeated > 0 ? error.Message[..repeated] : error.Message, error.Children.Select(c => Rebuild(c, userTypes)));
        }

        if ((KnownExceptions.Find(error.TypeName) ?? userTypes?.Invoke(error.TypeName)) is not { } factory)
            return null;

        return factory(error.Message, error.Inner is { } inner ? Rebuild(inner, userTypes) : null);
    }
}
