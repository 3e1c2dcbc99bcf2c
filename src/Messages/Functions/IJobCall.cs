namespace Troupe.Messages.Functions;

/// <summary>What the worker lends to one running call.</summary>
internal interface IJobCall
{
    /// <summary>
    /// The token that asks the job to stop. Only asked for when the function takes one, so it may be created at the first use.
    /// </summary>
    CancellationToken CancellationToken { get; }
}
