namespace Troupe;

/// <summary>
/// When a job is tried again. Without a policy a job runs at most once; with one it may run more than once, so its code
/// must bear that. Immutable; safe for any thread.
/// </summary>
public sealed class RetryPolicy
{
    private const int DefaultPoisonLimit = 3;
    internal const int Most = 1000;

    internal RetryPolicy(int attempts, bool workerLoss, int poisonLimit, TimeSpan backoff, IReadOnlyList<string> errors) =>
        (Attempts, RetriesWorkerLoss, PoisonLimit, Backoff, Errors) = (attempts, workerLoss, poisonLimit, backoff, errors);

    /// <summary>No second attempt: the default.</summary>
    public static RetryPolicy None { get; } = new(1, false, DefaultPoisonLimit, TimeSpan.Zero, []);

    /// <summary>Attempts in total, the first included.</summary>
    public int Attempts { get; }

    /// <summary>
    /// A job, or an item, that this many workers have died of is not given another one, however many attempts are left: it
    /// ends with <see cref="JobPoisonedException"/>. Default 3; see <see cref="WithPoisonLimit"/>.
    /// </summary>
    public int PoisonLimit { get; }

    /// <summary>How long the second attempt waits after a failure; doubled for each further one, at most 10 s.</summary>
    public TimeSpan Backoff { get; }

    internal bool RetriesWorkerLoss { get; }

    /// <summary>The types of errors that are a reason, too, by name: a policy travels between processes.</summary>
    internal IReadOnlyList<string> Errors { get; }

    /// <summary>
    /// Tries again when the worker that ran the job died, at most <paramref name="attempts"/> times in total, and no more
    /// once <see cref="PoisonLimit"/> workers have died of it: 3, unless <see cref="WithPoisonLimit"/> says otherwise.
    /// </summary>
    /// <param name="attempts">Attempts in total, at least 1.</param>
    /// <returns>The policy.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="attempts"/> is less than 1 or more than 1,000.</exception>
    public static RetryPolicy OnWorkerLoss(int attempts = 3)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempts, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(attempts, Most);
        return new RetryPolicy(attempts, true, DefaultPoisonLimit, TimeSpan.Zero, []);
    }

    /// <summary>
    /// Also tries again when the job itself fails with an exception of this type, or of one derived from it. It adds a reason and no
    /// attempts: after <see cref="None"/>, which has one, it does nothing.
    /// </summary>
    /// <typeparam name="TException">
    /// The type, as the caller would catch it. A type that would reach the caller as <see cref="JobFailedException"/>, since it is not
    /// public or cannot be made from a message, matches only by that, or by a type above it.
    /// </typeparam>
    /// <returns>A new policy.</returns>
    public RetryPolicy AndOn<TException>()
        where TException : Exception =>
        new(Attempts, RetriesWorkerLoss, PoisonLimit, Backoff, [.. Errors, NameOf(typeof(TException))]);

    /// <summary>Waits before further attempts.</summary>
    /// <param name="delay">The wait before the second attempt; doubled for each further one, at most 10 s.</param>
    /// <returns>A new policy.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The delay is negative.</exception>
    public RetryPolicy WithBackoff(TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        return new RetryPolicy(Attempts, RetriesWorkerLoss, PoisonLimit, delay, Errors);
    }

    /// <summary>Says how many workers may die of a job before it is given up, whatever its attempts.</summary>
    /// <param name="deaths">How many, 1 to 1,000; as many as there are attempts, or more, means that all attempts are used.</param>
    /// <returns>A new policy.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="deaths"/> is less than 1 or more than 1,000.</exception>
    public RetryPolicy WithPoisonLimit(int deaths)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(deaths, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(deaths, Most);
        return new RetryPolicy(Attempts, RetriesWorkerLoss, deaths, Backoff, Errors);
    }

    /// <summary>The wait before another attempt; null when there is none.</summary>
    internal TimeSpan? NextAttempt(int attempt, Exception error)
    {
        var again = attempt < Attempts && (error is WorkerLostException ? RetriesWorkerLoss : IsReason(error));
        if (!again)
            return null;
        var factor = Math.Pow(2, Math.Min(attempt - 1, 30));
        return TimeSpan.FromTicks((long)Math.Min(Backoff.Ticks * factor, 10 * TimeSpan.TicksPerSecond));
    }

    private bool IsReason(Exception error)
    {
        for (var type = error.GetType(); Errors.Count > 0 && type is not null; type = type.BaseType)
        {
            if (Errors.Contains(NameOf(type)))
                return true;
        }
        return false;
    }

    private static string NameOf(Type error) => $"{error.FullName}, {error.Assembly.GetName().Name}";
}
