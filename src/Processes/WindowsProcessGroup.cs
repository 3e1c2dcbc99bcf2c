using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Troupe.Processes;

/// <summary>A job object that ends its members when its last handle is closed, this process' death included.</summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsProcessGroup : ProcessGroup
{
    private const uint KilledExitCode = 137;

    private readonly Process _process;
    private readonly SafeFileHandle? _job;

    internal WindowsProcessGroup(Process process)
    {
        _process = process;
        var job = Native.Windows.CreateJob(0, 0);
        var limits = new Native.Windows.ExtendedLimits { LimitFlags = Native.Windows.KillOnJobClose };
        if (!job.IsInvalid
            && Native.Windows.SetJobInformation(
                job, Native.Windows.ExtendedLimitInformation, limits, Marshal.SizeOf<Native.Windows.ExtendedLimits>())
            && Native.Windows.AssignProcess(job, process.SafeHandle))
        {
            _job = job;
        }
        else
        {
            // Refused by an outer job that allows no nesting: the process tree has to do.
            job.Dispose();
        }
    }

    internal override void Kill()
    {
        try
        {
            if (_job is null)
            {
                _process.Kill(entireProcessTree: true);
            }
            else if (!_job.IsClosed)
            {
                _ = Native.Windows.TerminateJob(_job, KilledExitCode);
            }
        }
        catch (Exception exception)
            when (exception is InvalidOperationException or Win32Exception or AggregateException or ObjectDisposedException)
        {
            // Gone already, wholly or in part: that is what was asked for.
        }
    }

    internal override void Terminate() => Kill();

    public override void Dispose() => _job?.Dispose();
}
