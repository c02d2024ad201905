# SPDX-License-Identifier: MIT
# ph_make_units(templates program folder): the units of templates for that program, in folder. Used while configuring, for
# the tests, and again while installing: only then is the prefix certain (cmake --install --prefix, packages).
set(PH_USER_UNITS posthaste-queue.service posthaste-queue.timer)
set(PH_SYSTEM_UNITS posthaste-queue@.service posthaste-queue@.timer posthaste.socket posthaste.service
                    posthaste-queue-system.service posthaste-queue-system.timer)
set(PH_OTHER_UNITS crontab sysusers.conf tmpfiles.conf)

function(ph_make_units templates PH_PROGRAM folder)
  file(READ ${templates}/confinement.in PH_CONFINEMENT)
  foreach(name ${PH_USER_UNITS} ${PH_SYSTEM_UNITS} ${PH_OTHER_UNITS})
    configure_file(${templates}/${name}.in ${folder}/${name} @ONLY)
  endforeach()
endfunction()
