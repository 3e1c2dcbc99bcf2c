namespace Troupe.Messages.Handshakes;

/// <summary>
/// The file in a pool's directory that the coordinator holds locked while it lives. A process that gets the lock may remove the directory:
/// process ids alone do not tell, since another container may have given them again, and a worker's parent may be another process by now.
/// </summary>
internal static class PoolClaim
{
    /// <summary>Its name in the directory.</summary>
    public const string FileName = ".claim";
}
