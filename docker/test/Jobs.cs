using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Troupe.ContainerTest;

/// <summary>What the test has the workers do in its containers.</summary>
public static class Jobs
{
    /// <summary>The SHA-256 hash of a file, slowly: a run of many can be met in its middle.</summary>
    public static string Sha256(string path)
    {
        Thread.Sleep(100);
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    /// <summary>Takes memory that .NET's own limit does not count, and keeps it for a second.</summary>
    public static unsafe int Take(int mebibytes)
    {
        for (var taken = 0; taken < mebibytes; taken++)
        {
            new Span<byte>(NativeMemory.Alloc(1 << 20), 1 << 20).Fill(1);
            Thread.Sleep(2);
        }
        Thread.Sleep(1000);
        return mebibytes;
    }

    /// <summary>Leaves processes behind that no process waits for, of its process group and of a session of their own. With none it takes a
    /// minute.</summary>
    public static int Abandon(int count)
    {
        if (count == 0)
            Thread.Sleep(TimeSpan.FromMinutes(1));
        for (var number = 0; number < count; number++)
        {
            using var shell = Process.Start("/bin/sh", ["-c", "sleep 0.2 & setsid sleep 0.2 &"]);
            shell.WaitForExit();
        }
        return count;
    }

    /// <summary>How many processors the worker has.</summary>
    public static int Processors(int item) => Environment.ProcessorCount;
}
