namespace Troupe.Links.Sockets;

/// <summary>Who the kernel says is at the other end of a Unix socket.</summary>
/// <param name="ProcessId">The process that connected.</param>
/// <param name="UserId">The user it ran as.</param>
internal sealed record PeerCredentials(int ProcessId, uint UserId)
{
    public static uint OwnUserId { get; } = OperatingSystem.IsWindows() ? 0 : UnixCalls.EffectiveUserId();
}
